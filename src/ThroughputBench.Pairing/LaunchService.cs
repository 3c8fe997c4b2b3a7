using System.Reflection;
using System.Runtime;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Perfolizer.Mathematics.OutlierDetection;

namespace ThroughputBench.Pairing;

/// <summary>Answers requests for launches, one after the other. See <see cref="PairedLaunchers"/>.</summary>
internal static class LaunchService
{
    /// <summary>What ends an answer.</summary>
    public const string End = "// end of launch";

    /// <summary>How BenchmarkDotNet knows a line with an error.</summary>
    private const string ErrorPrefix = "// ERROR: ";

    public static void Serve(TextReader requests, TextWriter answers)
    {
        while (requests.ReadLine() is { } line)
        {
            try
            {
                LaunchRequest request = LaunchRequest.Parse(line);
                Answer(request.Create(), request.OnlyWarmsUp, answers);
            }
            catch (Exception exception)
            {
                answers.WriteLine(ErrorPrefix + FailureReport.OneLine(exception));
            }
            answers.WriteLine(End);
            answers.Flush();
        }
    }

    private static void Answer(IPaired sides, bool onlyWarmsUp, TextWriter answers)
    {
        RunResults? results = null;
        try
        {
            Run<GlobalSetupAttribute>(sides);
            PairedPlan plan = sides.Plan;
            // With another process beside it no compiler becomes quiet, and a launch that counts warms up again.
            if (onlyWarmsUp)
                plan = plan with { WarmUp = plan.WarmUp / 2 };
            var run = new PairedRun(sides, plan, TimeProvider.System, () => JitInfo.GetCompiledMethodCount());
            run.WarmUp();
            if (!onlyWarmsUp)
                results = ResultsOf(run.Measure());
        }
        finally
        {
            Run<GlobalCleanupAttribute>(sides);
        }
        foreach (object line in results?.GetAllMeasurements() ?? [])
            answers.WriteLine(line);
    }

    private static RunResults ResultsOf(PairedMeasurement measured) =>
        new(measured.ToLines(), OutlierMode.DontRemove, GcStats.Empty, ThreadingStats.Empty, exceptionFrequency: 0);

    private static void Run<TAttribute>(IPaired sides)
        where TAttribute : Attribute
    {
        foreach (MethodInfo method in sides.GetType().GetMethods().Where(method => method.IsDefined(typeof(TAttribute))))
            method.Invoke(sides, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null);
    }
}
