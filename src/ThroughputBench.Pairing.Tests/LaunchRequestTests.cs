using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using Xunit;

namespace ThroughputBench.Pairing.Tests;

public sealed class LaunchRequestTests
{
    [Fact]
    public void A_case_arrives_with_its_parameters()
    {
        BenchmarkCase[] cases = BenchmarkConverter
            .TypeToBenchmarks(typeof(Counted), PairedConfig.Create(PairedJob.InProcess()))
            .BenchmarksCases;

        IEnumerable<Counted> arrived = cases.Select(one =>
            Assert.IsType<Counted>(LaunchRequest.Parse(LaunchRequest.Of(one).ToLine()).Create())
        );

        Assert.Equal([(3, "a"), (3, "b"), (5, "a"), (5, "b")], arrived.Select(one => (one.Count, one.Name)).Order());
    }

    [Fact]
    public void Each_request_is_set_up_measured_and_cleaned_up()
    {
        Counted.Events.Clear();

        string[] answer = Answers(Request(typeof(Counted), """{"Count":3}"""));

        Assert.Equal(["set up with 3", "control", "candidate", "clean up 3"], Counted.Events.Distinct());
        Assert.Equal(3, answer.Count(line => line.StartsWith("WorkloadActual", StringComparison.Ordinal)));
        Assert.Equal(LaunchService.End, answer[^1]);
    }

    [Fact]
    public void One_that_only_warms_up_is_cleaned_up_too()
    {
        Counted.Events.Clear();

        string[] answer = Answers(Request(typeof(Counted), """{"Count":3}""", warmsUp: true));

        Assert.Equal([LaunchService.End], answer);
        Assert.Equal(["set up with 3", "control", "candidate", "clean up 3"], Counted.Events);
    }

    [Fact]
    public void One_that_fails_is_cleaned_up_too_and_says_why()
    {
        Counted.Events.Clear();

        string[] answer = Answers(Request(typeof(Counted), """{"Count":-1}"""));

        Assert.Equal(["// ERROR: InvalidOperationException: Count is -1.", LaunchService.End], answer);
        Assert.Equal("clean up -1", Counted.Events[^1]);
    }

    [Fact]
    public void What_cannot_be_measured_is_refused_with_the_reason_and_the_next_request_is_answered()
    {
        string[] answers = Answers(
            "null",
            Request(typeof(Unpaired), "{}"),
            Request(typeof(Counted), """{"Weight":3}"""),
            Request(typeof(Counted), """{"Count":3}""", warmsUp: true)
        );

        Wording.Matches(string.Join('\n', answers));
    }

    private static string Request(Type type, string parameters, bool warmsUp = false) =>
        $$"""{"Type":"{{type.AssemblyQualifiedName}}","Parameters":{{parameters}},"OnlyWarmsUp":{{(warmsUp ? "true" : "false")}}}""";

    private static string[] Answers(params string[] requests)
    {
        using var answers = new StringWriter();
        PairedLaunchers.Serve(new StringReader(string.Join('\n', requests)), answers);
        return answers.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    public class Counted : IPaired
    {
        [Params(3, 5)]
        public int Count { get; set; }

        [Params("a", "b")]
        public string Name { get; set; } = "";

        public PairedPlan Plan => new() { WarmUp = TimeSpan.Zero, MaximumPairs = Math.Max(1, Count) };

        internal static List<string> Events { get; } = [];

        [GlobalSetup]
        public void SetUp() => Events.Add($"set up with {Count}");

        [GlobalCleanup]
        public void CleanUp() => Events.Add($"clean up {Count}");

        [Benchmark]
        public int Counts() => Count;

        public void RunControl(int operations) => Run("control");

        public void RunCandidate(int operations) => Run("candidate");

        private void Run(string side)
        {
            if (Count < 0)
                throw new InvalidOperationException($"Count is {Count}.");
            Events.Add(side);
            Thread.SpinWait(10);
        }
    }
}
