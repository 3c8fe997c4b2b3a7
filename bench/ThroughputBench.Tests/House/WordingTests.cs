using System.Text.RegularExpressions;
using Xunit;

namespace ThroughputBench.Tests.House;

public sealed class WordingTests
{
    public static TheoryData<string> Files =>
        [
            .. new[] { "bench", "src" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Clone.Root, folder), "*.txt", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(Clone.Root, file))
                .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "Wording"),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_section_of_what_a_class_says_belongs_to_a_test_that_is_there(string file)
    {
        string path = Path.Combine(Clone.Root, file);
        string source = Path.Combine(Path.GetDirectoryName(path)!, "..", Path.ChangeExtension(Path.GetFileName(file), ".cs"));

        string text = File.ReadAllText(source);

        Assert.All(Wording.Tests(path), test => Assert.Matches($@" {Regex.Escape(test)}\(", text));
    }
}
