using System.Text;
using TorchSharp;
using Xunit;

namespace ThroughputBench.Workloads.Tests;

public sealed class TrainingTextTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("training-text-");
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Without_a_path_the_projects_own_readme_is_the_text() =>
        Assert.StartsWith("# ThroughputBench", Encoding.UTF8.GetString(TrainingText.Read(null, 65)), StringComparison.Ordinal);

    [Fact]
    public void Any_bytes_will_do()
    {
        byte[] bytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))];

        Assert.Equal(bytes, TrainingText.Read(Write(bytes), 65));
    }

    [Fact]
    public void A_missing_file_is_refused_by_its_path()
    {
        string missing = Path.Combine(_folder.FullName, "none.txt");

        Assert.Equal($"--data {missing} does not exist: give a file to train on.", Refusal(missing));
    }

    [Fact]
    public void A_folder_is_refused() =>
        Assert.Equal($"--data {_folder.FullName} is a folder: give a file to train on.", Refusal(_folder.FullName));

    [Fact]
    public void An_empty_file_is_refused()
    {
        string path = Write([]);

        Assert.Equal($"--data {path} is empty: give a file of at least 65 bytes.", Refusal(path));
    }

    [Fact]
    public void A_file_shorter_than_one_window_and_the_byte_after_it_is_refused()
    {
        string path = Write(new byte[64]);

        Assert.Equal($"--data {path} is too short, 64 bytes: give a file of at least 65.", Refusal(path));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_refused_with_what_the_system_says()
    {
        string path = Write(new byte[100]);
        using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        string refusal = Refusal(path);

        Assert.StartsWith($"--data {path} cannot be read: ", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void A_path_that_is_none_is_refused(string path) =>
        Wording.Matches(Refusal(path).Replace($" {path} ", " PATH ", StringComparison.Ordinal));

    [Fact]
    public void A_file_of_exactly_one_window_is_trained_on()
    {
        int context = (int)Train(null).Inputs.size(1);

        Batch batch = Train(Write([.. Enumerable.Range(0, context + 1).Select(i => (byte)i)]));

        Assert.Equal(Enumerable.Range(0, context).Select(i => (long)i), batch.Inputs.flatten().data<long>().ToArray());
        Assert.Equal(Enumerable.Range(1, context).Select(i => (long)i), batch.Targets.data<long>().ToArray());
        Assert.Throws<WorkloadException>(() => Train(Write(new byte[context])));
    }

    [Fact]
    public void Only_the_language_model_reads_a_file()
    {
        string missing = Path.Combine(_folder.FullName, "none.txt");

        WorkloadCatalog.Create("mlp", new WorkloadOptions { DataPath = missing }).Dispose();
        Assert.Throws<WorkloadException>(() => WorkloadCatalog.Create("bytelm", new WorkloadOptions { DataPath = missing }));
    }

    private static string Refusal(string path) => Assert.Throws<WorkloadException>(() => TrainingText.Read(path, 65)).Message;

    private static Batch Train(string? path)
    {
        using Workload workload = WorkloadCatalog.Create(
            "bytelm",
            new WorkloadOptions
            {
                DataPath = path,
                BatchSize = 1,
                BatchesPerEpoch = 1,
            }
        );
        return workload.CreateTrainingData().Single();
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, "text");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
