using System.Runtime.InteropServices;
using ThroughputBench.Records;
using TorchSharp;

namespace ThroughputBench.Devices;

/// <summary>
/// The libtorch of this process: the build's own, or one that lies elsewhere. It must be chosen before TorchSharp is first used, which
/// loads it. A library that is loaded already takes the place of any of the same name, so it is enough to load the chosen ones first.
/// Whether one fits is found out by loading it with every symbol bound and by a <see cref="SmallTraining"/>, not by its version.
/// </summary>
internal static class Libtorch
{
    /// <summary>
    /// The environment variable that names a folder if no option does; processes that this one starts find the choice there.
    /// </summary>
    public const string Variable = "LIBTORCH";

    /// <summary>
    /// What the build takes from the environment: which package of libtorch to bring. BenchmarkDotNet's child builds inherit it.
    /// </summary>
    private const string PackageVariable = "LibtorchPackage";

    private const string TorchSharpLibrary = "LibTorchSharp";

    private static readonly Lock Choosing = new();
    private static bool _chosen;
    private static LibtorchFolder? _elsewhere;

    /// <summary>Its version, for example <c>2.10.0</c>. Asking loads it.</summary>
    public static string Version => _elsewhere?.Version ?? torch.__version__;

    /// <summary>Whether it was built with CUDA.</summary>
    public static bool HasCuda =>
        _elsewhere?.HasCuda ?? SearchedFolders().Any(folder => File.Exists(Path.Combine(folder, LibtorchFolder.FileOf("torch_cuda"))));

    /// <summary>For people: version and where it is from.</summary>
    public static string Description => _elsewhere is { } found ? $"{found.Version} from {found.Path}" : $"{Version}, the build's own";

    /// <summary>Chooses, once for the process: what the user gave, or else the build's own.</summary>
    /// <param name="option">What was given with <c>--libtorch</c>, which wins over <see cref="Variable"/>.</param>
    /// <param name="notices">Where to say that it is of another release than TorchSharp was built for.</param>
    /// <exception cref="InputException">It does not fit, or there is none.</exception>
    public static void Use(string? option, TextWriter notices) => Choose(option, notices);

    /// <summary>Chooses in a process that another one of this program started, which has tried it.</summary>
    public static void UseInherited() => Choose(option: null, notices: null);

    private static void Choose(string? option, TextWriter? notices)
    {
        lock (Choosing)
        {
            if (_chosen)
                return;
            string? variable = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : null;
            if ((option ?? variable) is { } given)
            {
                Load(given, option is null ? Variable : "--libtorch", notices);
            }
            else if (SearchedFolders().FirstOrDefault(LibtorchFolder.Holds) is { } own)
            {
                LoadOwn(own);
            }
            else
            {
                throw new InputException(
                    $"This build brings no libtorch: say where one is, with --libtorch DIR or {Variable} (a PyTorch has one: "
                        + "…/site-packages/torch)."
                );
            }
            _chosen = true;
        }
    }

    /// <summary>What is to be known of libtorch in this process. It loads libtorch. Call it after the number of threads was set.</summary>
    public static LibtorchFacts Facts() =>
        new()
        {
            Version = Version,
            Threads = torch.get_num_threads(),
            InteropThreads = torch.get_num_interop_threads(),
        };

    private static void Load(string given, string option, TextWriter? notices)
    {
        LibtorchFolder found = LibtorchFolder.Find(given, option);
        if (SearchedFolders().FirstOrDefault(LibtorchFolder.Holds) is not null)
        {
            throw new InputException(
                $"{option} {given}: this build brings a libtorch of its own, and TorchSharp would load both. Start it with ./run.sh, "
                    + $"which builds without one if {option} is given."
            );
        }
        string library = FindTorchSharpLibrary()
            ?? throw new InputException(
                $"{LibtorchFolder.FileOf(TorchSharpLibrary)} is missing beside the program: it was not unpacked, or not built, as a whole."
            );
        try
        {
            foreach (string part in found.Libraries)
                BoundLibrary.Load(part);
            BoundLibrary.Load(library);
            nint handle = NativeLibrary.Load(library);
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == TorchSharpLibrary ? handle : 0);
            Begin();
        }
        catch (Exception wrong) when (wrong is DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw new InputException(
                $"{option} {given}: libtorch {found.Version} does not fit TorchSharp, which is built for {LibtorchFolder.BuiltFor}: "
                    + $"{FirstLine(wrong)}",
                wrong
            );
        }
        if (notices is not null)
        {
            if (SmallTraining.WhatIsWrong(torch.CPU) is { } wrong)
            {
                throw new InputException(
                    $"{option} {given}: libtorch {found.Version} does not fit TorchSharp, which is built for {LibtorchFolder.BuiltFor}: "
                        + $"a small training of known numbers went wrong: {wrong}."
                );
            }
            if (!found.IsWhatTorchSharpWasBuiltFor)
            {
                notices.WriteLine(
                    $"libtorch is {found.Version}, and TorchSharp is built for {LibtorchFolder.BuiltFor}: "
                        + "nothing that it needs is missing, and a small training of known numbers went right."
                );
            }
        }
        _elsewhere = found;
        Environment.SetEnvironmentVariable(Variable, found.Path);
        Environment.SetEnvironmentVariable(PackageVariable, "none");
    }

    /// <summary>The build's own. It is loaded before TorchSharp does: if TorchSharp cannot, it prints its whole search.</summary>
    private static void LoadOwn(string folder)
    {
        try
        {
            if (FindTorchSharpLibrary() is { } library)
                BoundLibrary.Load(library);
            Begin();
        }
        catch (Exception wrong) when (wrong is DllNotFoundException or BadImageFormatException or TypeInitializationException)
        {
            throw new InputException(
                $"The build's own libtorch in {folder} cannot be loaded: {FirstLine(wrong)}. Build again, "
                    + $"or give another one with --libtorch DIR or {Variable}.",
                wrong
            );
        }
    }

    /// <summary>TorchSharp's first use. What it prints of its search is no result and no notice of this program's.</summary>
    private static void Begin()
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        try
        {
            _ = torch.__version__;
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static string? FindTorchSharpLibrary() =>
        SearchedFolders().Select(folder => Path.Combine(folder, LibtorchFolder.FileOf(TorchSharpLibrary))).FirstOrDefault(File.Exists);

    /// <summary>Where the runtime looks for native libraries, and where a build puts them.</summary>
    private static IEnumerable<string> SearchedFolders()
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return
        [
            .. searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
        ];
    }

    private static string FirstLine(Exception wrong) => (wrong.InnerException ?? wrong).Message.Split('\n', 2)[0].Trim();
}
