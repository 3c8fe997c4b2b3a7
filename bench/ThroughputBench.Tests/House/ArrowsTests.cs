using System.Reflection;
using System.Text.Json;
using Xunit;

namespace ThroughputBench.Tests.House;

/// <summary>
/// Which project may know which. What each refers to is read from this program's <c>deps.json</c>: whatever a project file names, used or
/// not.
/// </summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Dependencies = Read();

    public static TheoryData<string, string[]> Arrows =>
        new()
        {
            { "ThroughputBench", ["ThroughputBench.Harness"] },
            { "ThroughputBench.Harness", ["ThroughputBench.Pairing", "ThroughputBench.Results", "ThroughputBench.Workloads"] },
            { "ThroughputBench.Results", ["ThroughputBench.Monitoring", "ThroughputBench.Statistics"] },
            { "ThroughputBench.Workloads", ["ThroughputBench.Training"] },
            { "ThroughputBench.Training", ["ThroughputBench.Monitoring"] },
            { "ThroughputBench.Monitoring", [] },
            { "ThroughputBench.Comparing", ["ThroughputBench.Pairing", "ThroughputBench.Statistics"] },
            { "ThroughputBench.Pairing", [] },
            { "ThroughputBench.Statistics", [] },
        };

    /// <summary>What a project must not reach, not even by way of another one.</summary>
    public static TheoryData<string, string[]> Forbidden =>
        new()
        {
            { "ThroughputBench.Results", ["torch", "BenchmarkDotNet"] },
            { "ThroughputBench.Statistics", ["torch", "BenchmarkDotNet"] },
            { "ThroughputBench.Comparing", ["torch"] },
            { "ThroughputBench.Pairing", ["torch"] },
            { "ThroughputBench.Training", ["BenchmarkDotNet"] },
            { "ThroughputBench.Workloads", ["BenchmarkDotNet"] },
        };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_refers_to_these_projects_and_no_others(string project, string[] others) =>
        Assert.Equal(others, Dependencies[project].Where(IsOurs).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_project_does_not_reach(string project, string[] packages) =>
        Assert.DoesNotContain(Reached(project), reached =>
            packages.Any(package => reached.Contains(package, StringComparison.OrdinalIgnoreCase))
        );

    [Fact]
    public void What_throughput_is_needs_no_package() => Assert.Empty(Dependencies["ThroughputBench.Monitoring"]);

    [Fact]
    public void A_library_keeps_to_namespaces_of_its_own_name() =>
        Assert.All(
            PublicFaceTests.Libraries.Select(library => library.Data),
            library =>
                Assert.All(NamespacesOf(library), space => Assert.StartsWith($"{library}.", $"{space}.", StringComparison.Ordinal))
        );

    [Fact]
    public void A_namespace_is_a_room_in_one_project_only() =>
        Assert.DoesNotContain(
            Dependencies
                .Keys.Where(project => IsOurs(project) && !project.EndsWith(".Tests", StringComparison.Ordinal))
                .SelectMany(project => NamespacesOf(project).Select(space => (Space: space, project)))
                .GroupBy(room => room.Space),
            room => room.Count() > 1
        );

    private static bool IsOurs(string name) =>
        name == nameof(ThroughputBench) || name.StartsWith($"{nameof(ThroughputBench)}.", StringComparison.Ordinal);

    private static IEnumerable<string> NamespacesOf(string project) =>
        Assembly
            .Load(project)
            .GetTypes()
            .Select(type => type.Namespace)
            .OfType<string>()
            .Where(IsOurs)
            .Distinct()
            .Order(StringComparer.Ordinal);

    /// <summary>Everything that a project refers to, directly or by way of others.</summary>
    private static HashSet<string> Reached(string project)
    {
        var reached = new HashSet<string>();
        var waiting = new Queue<string>([project]);
        while (waiting.TryDequeue(out string? next))
        {
            foreach (string other in Dependencies[next].Where(reached.Add))
                waiting.Enqueue(other);
        }
        return reached;
    }

    private static Dictionary<string, string[]> Read()
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, $"{typeof(ArrowsTests).Assembly.GetName().Name}.deps.json"))
        );
        return document
            .RootElement.GetProperty("targets")
            .EnumerateObject()
            .Single()
            .Value.EnumerateObject()
            .ToDictionary(
                library => library.Name.Split('/')[0],
                library =>
                    library.Value.TryGetProperty("dependencies", out JsonElement dependencies)
                        ? dependencies.EnumerateObject().Select(dependency => dependency.Name).ToArray()
                        : []
            );
    }
}
