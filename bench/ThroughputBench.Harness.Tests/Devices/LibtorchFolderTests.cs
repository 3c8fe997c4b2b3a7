using System.Runtime.CompilerServices;
using ThroughputBench.Devices;
using ThroughputBench.Records;
using ThroughputBench.Tests.Records;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Tests.Devices;

public sealed class LibtorchFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("torch")]
    [InlineData("torch/lib")]
    [InlineData("")]
    public void A_PyTorch_is_found_from_its_folder_its_libraries_or_what_it_is_installed_in(string given)
    {
        PyTorch("2.10.0+cu128", cuda: true);

        var found = LibtorchFolder.Find(_folder[given], "--libtorch");

        Assert.Equal(new LibtorchFolder(_folder["torch", "lib"], "2.10.0+cu128", HasCuda: true), found);
    }

    [Fact]
    public void An_unpacked_libtorch_says_its_version_in_a_file()
    {
        Library("libtorch/lib", "torch_cpu");
        _folder.Write("libtorch/build-version", "2.10.1+cpu\n");

        var found = LibtorchFolder.Find(_folder["libtorch"], "--libtorch");

        Assert.Equal(("2.10.1+cpu", false), (found.Version, found.HasCuda));
    }

    [Fact]
    public void A_NuGet_package_says_its_version_in_its_description()
    {
        Library("package/runtimes/linux-x64/native", "torch_cpu");
        _folder.Write("package/libtorch-cpu-linux-x64.nuspec", "<package><metadata><version>2.10.0</version></metadata></package>");

        Assert.Equal("2.10.0", LibtorchFolder.Find(_folder["package", "runtimes", "linux-x64", "native"], "--libtorch").Version);
    }

    [Fact]
    public void Its_libraries_are_in_the_order_in_which_they_find_one_another()
    {
        PyTorch("2.10.0+cu128", cuda: true);
        foreach (string name in (string[])["torch", "c10", "c10_cuda", "torch_global_deps", "torch_python"])
            Library("torch/lib", name);

        string[] names = ["torch_global_deps", "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];
        Assert.Equal(
            names.Select(name => _folder["torch", "lib", LibtorchFolder.FileOf(name)]),
            LibtorchFolder.Find(_folder.Path, "--libtorch").Libraries
        );
    }

    [Theory]
    [InlineData("2.10", true)]
    [InlineData("2.10.3+cu130", true)]
    [InlineData("2.1.0", false)]
    [InlineData("2.11.0a0+git1234", false)]
    [InlineData("2.100.0", false)]
    public void Any_release_is_taken_and_whether_TorchSharp_was_built_for_it_is_known(string version, bool builtFor)
    {
        PyTorch(version, cuda: true);

        var found = LibtorchFolder.Find(_folder["torch"], "--libtorch");

        Assert.Equal((version, builtFor), (found.Version, found.IsWhatTorchSharpWasBuiltFor));
    }

    [Fact]
    public void A_libtorch_that_does_not_say_its_version_is_refused()
    {
        Library("torch/lib", "torch_cpu");

        AssertRefused(_folder["torch"]);
    }

    [Fact]
    public void A_folder_without_libtorch_is_refused()
    {
        _folder.Write("lib/readme.txt", "nothing here");

        AssertRefused(_folder.Path);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused() => AssertRefused(_folder["nowhere"]);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_name_is_refused(string given) => AssertRefused(given, "LIBTORCH");

    [Fact]
    public void The_required_release_is_the_one_that_TorchSharp_was_built_for() =>
        Assert.StartsWith(LibtorchFolder.BuiltFor + ".", torch.__version__, StringComparison.Ordinal);

    private void AssertRefused(string given, string option = "--libtorch", [CallerMemberName] string test = "")
    {
        string line = Assert.Throws<InputException>(() => LibtorchFolder.Find(given, option)).Message;
        Assert.StartsWith(option, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Wording.Matches(
            line.Replace(_folder.Path, "FOLDER", StringComparison.Ordinal)
                .Replace(LibtorchFolder.FileOf("torch_cpu"), "LIBRARY", StringComparison.Ordinal)
                .Replace(LibtorchFolder.BuiltFor, "RELEASE", StringComparison.Ordinal),
            test: test
        );
    }

    private void PyTorch(string version, bool cuda)
    {
        Library("torch/lib", "torch_cpu");
        if (cuda)
            Library("torch/lib", "torch_cuda");
        _folder.Write(
            "torch/version.py",
            $"from typing import Optional\n\n__all__ = ['__version__', 'debug', 'cuda']\n__version__ = '{version}'\ndebug = False\n"
        );
    }

    private void Library(string folder, string name) => _folder.Write($"{folder}/{LibtorchFolder.FileOf(name)}", "");
}
