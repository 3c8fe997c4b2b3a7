namespace ThroughputBench.Records;
internal sealed partial record MachineFingerprint {
 public static MachineFingerprint Read(LibtorchFacts f) => new() { Os="linux", OsDescription="d", Kernel="6", Architecture="x64", CpuModel="AMD EPYC", LogicalCores=2, UsableCores=2, MemoryBytes=1, Runtime=".NET 10", GarbageCollector="w", TieredCompilation=true, TieredPgo=true, Libtorch=f };
}
