using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ThroughputBench.Devices;

/// <summary>
/// Loads a native library with every symbol bound at once. The runtime's own way binds a function when it is first called, so that a
/// libtorch which lacks one would fail in the middle of a training.
/// </summary>
internal static partial class BoundLibrary
{
    private const int Now = 2; // RTLD_NOW, on Linux and on macOS

    private static readonly Lazy<(Open Open, Error Error)?> System = new(Find);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Error();

    /// <summary>Loads a library; it stays for as long as the process lives.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="DllNotFoundException">It cannot be loaded; the message is one line, and names the symbol that is missing if one
    /// is.</exception>
    /// <exception cref="BadImageFormatException">It is no library of this platform.</exception>
    public static void Load(string path)
    {
        if (System.Value is not { } system)
            NativeLibrary.Load(path);
        else if (system.Open(path, Now) == 0)
            throw new DllNotFoundException(Words(Marshal.PtrToStringUTF8(system.Error()) ?? $"{path} cannot be loaded"));
    }

    /// <summary>What the system's loader said, for people.</summary>
    internal static string Words(string said)
    {
        Match missing = Missing().Match(said);
        return missing.Success
            ? $"the symbol {missing.Groups[2].Value} is missing, which {Path.GetFileName(missing.Groups[1].Value)} needs"
            : said.Split('\n', 2)[0].Trim();
    }

    // On Windows every symbol is bound when a library is loaded.
    private static (Open, Error)? Find()
    {
        foreach (
            string library in OperatingSystem.IsWindows() ? []
            : OperatingSystem.IsMacOS() ? (string[])["libSystem.dylib"]
            : ["libc.so.6", "libdl.so.2"]
        )
        {
            if (
                NativeLibrary.TryLoad(library, out nint handle)
                && NativeLibrary.TryGetExport(handle, "dlopen", out nint open)
                && NativeLibrary.TryGetExport(handle, "dlerror", out nint error)
            )
            {
                return (Marshal.GetDelegateForFunctionPointer<Open>(open), Marshal.GetDelegateForFunctionPointer<Error>(error));
            }
        }
        return null;
    }

    [GeneratedRegex(@"^([^\n:]*): (?:undefined symbol|symbol lookup error: undefined symbol): ([^\s,]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
