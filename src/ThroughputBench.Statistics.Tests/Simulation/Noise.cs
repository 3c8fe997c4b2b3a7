namespace ThroughputBench.Statistics.Tests.Simulation;

/// <summary>What disturbs the times of simulated blocks.</summary>
public enum Noise
{
    /// <summary>Independent, normal.</summary>
    Normal,

    /// <summary>Independent, Student's t with 3 degrees of freedom.</summary>
    HeavyTailed,

    /// <summary>AR(1) with φ = 0.5.</summary>
    Autoregressive50,

    /// <summary>AR(1) with φ = 0.9.</summary>
    Autoregressive90,

    /// <summary>Half-way the machine becomes 30 % slower and twice as noisy.</summary>
    ModeSwitch,

    /// <summary>The machine becomes steadily slower, by 30 % in all.</summary>
    LinearDrift,

    /// <summary>One block in a hundred takes ten times as long.</summary>
    Outliers,

    /// <summary>The clock's tick is half as wide as the noise of the mean block of a pair: 0.5 % of a block if a pair has one.</summary>
    QuantizedClock,

    /// <summary>AR(1) with φ = 0.5, and one block in a hundred takes ten times as long: what a shared machine looks like.</summary>
    SharedMachine,

    /// <summary>
    /// Normal noise over a slow wandering, AR(1) with φ = 0.97, of 0.4 of its size. Beyond what is promised; kept to show the limit.
    /// </summary>
    SlowWandering,

    /// <summary>
    /// Independent, normal; and for stretches of about 50 blocks, a third of the time, another guest of the host makes every other block
    /// half as long again.
    /// </summary>
    BusyHost,

    /// <summary>
    /// A core that another guest of the host shares for stretches of some 40 blocks, a third of the time, which makes them 1.7 times as
    /// long; every tenth block is interrupted for up to three quarters of its time, and a wandering of 1 % lies below a noise of 2 %.
    /// </summary>
    SharedCore,

    /// <summary>
    /// Independent, normal; and one block in two hundred begins a burst of up to 20 blocks that take two to six times as long.
    /// </summary>
    Bursts,
}
