using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace ThroughputBench.Pairing;

/// <summary>
/// Two <c>[Benchmark]</c> methods of one class: its baseline is the control, another method the candidate. Both run on the same object,
/// and are called by the same loop.
/// </summary>
internal sealed class MethodPair(MethodSide control, MethodSide candidate, PairedPlan plan) : IPaired
{
    private const BindingFlags Found = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    public PairedPlan Plan => plan;

    public void RunControl(int operations) => control.Run(operations);

    public void RunCandidate(int operations) => candidate.Run(operations);

    /// <summary>The pair that a case of BenchmarkDotNet means.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says why.</exception>
    public static MethodPair Of(object target, EngineParameters parameters)
    {
        // The class that BenchmarkDotNet generates derives from the benchmark class.
        Type type = target.GetType().BaseType!;
        string name = (parameters.BenchmarkName ?? "").Split('(')[0].Split('.')[^1];
        MethodInfo candidate = BenchmarksOf(type).FirstOrDefault(method => method.Name == name)
            ?? throw new InvalidOperationException($"{type.Name} has no [Benchmark] that is named {name}.");
        if (WhyNot(type, candidate) is { } reason)
            throw new InvalidOperationException(reason);
        return new(MethodSide.Of(target, BaselineOf(type)!), MethodSide.Of(target, candidate), PlanOf(type));
    }

    /// <summary>The method that the others are compared with, or <see langword="null"/> if there is not exactly one.</summary>
    public static MethodInfo? BaselineOf(Type type) => BenchmarksOf(type).Where(IsBaseline).ToArray() is [var only] ? only : null;

    /// <summary>Why a method cannot be paired with its class's baseline, in one sentence, or <see langword="null"/>.</summary>
    public static string? WhyNot(Type type, MethodInfo candidate)
    {
        if (BaselineOf(type) is not { } control)
            return $"{type.Name} needs exactly one method with [Benchmark(Baseline = true)], which the others are paired with.";
        foreach (MethodInfo side in (MethodInfo[])[control, candidate])
        {
            if (side.GetParameters().Length > 0)
                return $"{type.Name}.{side.Name} takes arguments, and a pair cannot: use [Params] instead of [Arguments].";
            if (!MethodSide.Takes(side.ReturnType))
            {
                return $"{type.Name}.{side.Name} returns {side.ReturnType.Name}, which a pair cannot hold or wait for: "
                    + "return a value, a Task or a ValueTask.";
            }
            if (MethodSide.Defers(side.ReturnType))
            {
                return $"{type.Name}.{side.Name} returns {side.ReturnType.Name}, whose work may be done later and would not be timed: "
                    + "return a result, a list or an array for instance.";
            }
        }
        if (OperationsPerInvoke(control) != OperationsPerInvoke(candidate))
            return $"{type.Name}.{candidate.Name} and its baseline must have the same OperationsPerInvoke.";
        if (Has<IterationSetupAttribute>(type) || Has<IterationCleanupAttribute>(type))
            return $"{type.Name} has an iteration set-up or clean-up, and a pair has no iterations: use [GlobalSetup] and [GlobalCleanup].";
        if (IsForSome<GlobalSetupAttribute>(type) || IsForSome<GlobalCleanupAttribute>(type))
            return $"{type.Name} has a global set-up or clean-up for some methods only, and a pair shares it: leave out Target.";
        return WhyNoPlan(type);
    }

    private static string? WhyNoPlan(Type type)
    {
        try
        {
            PlanOf(type);
            return null;
        }
        catch (ArgumentException wrong)
        {
            return $"{type.Name}: {wrong.Message.Split(" (Parameter", 2)[0]}";
        }
    }

    private static PairedPlan PlanOf(Type type) =>
        type.GetCustomAttributes(inherit: true).OfType<IPairedPlanSource>().FirstOrDefault()?.Plan ?? new PairedPlan();

    private static IEnumerable<MethodInfo> BenchmarksOf(Type type) =>
        type.GetMethods(Found).Where(method => method.IsDefined(typeof(BenchmarkAttribute), inherit: true));

    private static bool IsBaseline(MethodInfo method) => method.GetCustomAttribute<BenchmarkAttribute>()!.Baseline;

    private static int OperationsPerInvoke(MethodInfo method) => method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;

    private static bool Has<T>(Type type)
        where T : Attribute => type.GetMethods(Found).Any(method => method.IsDefined(typeof(T), inherit: true));

    private static bool IsForSome<T>(Type type)
        where T : TargetedAttribute =>
        type.GetMethods(Found).Any(method => method.GetCustomAttribute<T>() is { } attribute && attribute.Targets is { Length: > 0 });
}
