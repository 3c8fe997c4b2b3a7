using ThroughputBench.Machine;
using ThroughputBench.Tests.Records;
using Xunit;

namespace ThroughputBench.Tests.Machine;

/// <summary>What a failed build means, with an SDK that only pretends to build.</summary>
public sealed class DotnetCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DotnetCommandTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The SDK that pretends is a POSIX script.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("A.cs(1,1): error CS0246: no such type [A.csproj]", true)]
    [InlineData("A.cs(1,1): error CS0246: no such type|A.cs(2,1): error CS1002: ; expected", true)]
    [InlineData("error NU1301: Unable to load the service index", false)]
    [InlineData("A.csproj : error NU1301: Unable to load the service index", false)]
    [InlineData("A.targets(1,1): error MSB3021: No space left on device", false)]
    [InlineData("A.targets(1,1): error NETSDK1045: a newer SDK is needed", false)]
    [InlineData("CSC : error CS0016: No space left on device", false)]
    [InlineData("it crashed", false)]
    public void Only_what_the_compiler_refuses_is_an_error_in_the_sources(string lines, bool isInSources)
    {
        BuildError? error = Build($"printf '{lines.Replace("|", "\\n", StringComparison.Ordinal)}\\n'; exit 1");

        Assert.Equal(new BuildError(lines.Split('|')[0], isInSources), error);
    }

    [Fact]
    public void An_error_of_the_machine_comes_before_what_it_makes_the_compiler_refuse() =>
        Assert.Equal(
            new BuildError("CSC : error CS0016: No space left on device", IsInSources: false),
            Build("printf 'A.cs(1,1): error CS0246: no such type\\nCSC : error CS0016: No space left on device\\n'; exit 1")
        );

    [Fact]
    public void A_build_without_a_word_is_named_with_its_exit_code() =>
        Assert.Equal("dotnet build ended with exit code 134.", Build("exit 134")?.Line);

    [Fact]
    public void A_build_that_succeeds_has_no_error() => Assert.Null(Build("echo 'warning: error is only a word here'"));

    [Fact]
    public void An_interrupted_build_has_not_failed() => Assert.Throws<OperationCanceledException>(() => Build("exit 130"));

    [Fact]
    public void It_speaks_English() => Assert.Equal("en", Build("echo $DOTNET_CLI_UI_LANGUAGE; exit 1")?.Line);

    private BuildError? Build(string script)
    {
        _folder.Write("dotnet", $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["dotnet"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return DotnetCommand.FirstError(["build"], TestContext.Current.CancellationToken, _folder["dotnet"]);
    }
}
