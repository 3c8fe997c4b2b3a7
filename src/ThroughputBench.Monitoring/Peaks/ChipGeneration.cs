namespace ThroughputBench.Monitoring.Peaks;

/// <summary>A family of chips whose matrix units multiply the same dtypes.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="Unsupported">Dtypes that it has no hardware for.</param>
internal sealed record ChipGeneration(string Name, params FlopDtype[] Unsupported)
{
    public static readonly ChipGeneration Volta = new("Volta", FlopDtype.BFloat16, FlopDtype.Tf32, FlopDtype.Fp8);
    public static readonly ChipGeneration Turing = new("Turing", FlopDtype.BFloat16, FlopDtype.Tf32, FlopDtype.Fp8);
    public static readonly ChipGeneration Ampere = new("Ampere", FlopDtype.Fp8);
    public static readonly ChipGeneration Ada = new("Ada");
    public static readonly ChipGeneration Hopper = new("Hopper");
    public static readonly ChipGeneration Blackwell = new("Blackwell");
    public static readonly ChipGeneration Cdna3 = new("CDNA 3");
}
