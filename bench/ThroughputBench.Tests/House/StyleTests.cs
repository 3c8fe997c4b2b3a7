using System.Text.RegularExpressions;
using Xunit;

namespace ThroughputBench.Tests.House;

/// <summary>
/// The two rules of <c>.editorconfig</c> that neither a build nor <c>dotnet format whitespace</c> holds, and for which <c>dotnet format</c>
/// compiles everything again.
/// </summary>
public sealed partial class StyleTests
{
    public static TheoryData<string> Folders => ["bench", "src"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Using_directives_are_sorted_with_those_of_System_first(string folder) =>
        Assert.All(Sources(folder), file =>
        {
            string[] usings = [.. File.ReadLines(file).Where(line => Using().IsMatch(line))];
            Assert.Equal(usings.OrderBy(SortKey, StringComparer.OrdinalIgnoreCase), usings);
        });

    [Theory]
    [MemberData(nameof(Folders))]
    public void No_member_is_qualified_with_this(string folder) =>
        Assert.All(Sources(folder), file => Assert.DoesNotMatch(Qualified(), File.ReadAllText(file)));

    [Theory]
    [InlineData("using static System.Math;", "using Zebra;")]
    [InlineData("using Alias = System.Text;", "using static System.Math;")]
    [InlineData("using A;", "using System.Text;")]
    [InlineData("using System.Text.Json;", "using System.Text;")]
    public void The_later_of_two_comes_later(string later, string earlier) =>
        Assert.True(string.Compare(SortKey(earlier), SortKey(later), StringComparison.OrdinalIgnoreCase) < 0);

    // Aliases come last, and static ones before them. A dot sorts before every letter.
    private static string SortKey(string line)
    {
        Match parts = Using().Match(line);
        string name = parts.Groups["name"].Value.Replace('.', ' ');
        string kind = parts.Groups["static"].Success ? "2" : "1";
        bool isSystem = $"{name} ".StartsWith("System ", StringComparison.Ordinal);
        return parts.Groups["alias"].Success ? $"3 {parts.Groups["alias"].Value}" : $"{kind} {(isSystem ? 0 : 1)} {name}";
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Clone.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Clone.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    [GeneratedRegex(@"^using (?<static>static )?((?<alias>\w+) = )?(?<name>[\w.]+)(<.*>)?;$")]
    private static partial Regex Using();

    [GeneratedRegex(@"\bthis\.\w")]
    private static partial Regex Qualified();
}
