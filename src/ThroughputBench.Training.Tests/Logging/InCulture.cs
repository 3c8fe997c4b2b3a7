using System.Globalization;

namespace ThroughputBench.Training.Tests.Logging;

/// <summary>Gives the current thread a culture until it is disposed.</summary>
internal sealed class InCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    /// <summary>A culture that separates decimals with commas, thousands with points, and has a different minus sign.</summary>
    public InCulture() => CultureInfo.CurrentCulture = new CultureInfo("de-DE") { NumberFormat = { NegativeSign = "\u2212" } };

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
