using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ThroughputBench.Training.Logging;

/// <summary>
/// Reserves a log file for one logger, for as long as its stream is open. On Windows the file's sharing mode does that. Elsewhere two
/// writers may open one file: on Linux a lock on the open file refuses the second one, in this process or another, by any path or link; it
/// does not affect readers. On other systems, and on file systems without such locks, only a second logger in this process is refused.
/// </summary>
internal static partial class LogFileClaim
{
    private static readonly Dictionary<string, WeakReference<SafeFileHandle>> Claimed = new(
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Claims a file.</summary>
    /// <param name="stream">The file, open for writing.</param>
    /// <returns>Whether it was free.</returns>
    public static bool Take(FileStream stream)
    {
        // Output to a device mixes with that of others in any case.
        if (!OperatingSystem.IsWindows() && stream.Name.StartsWith("/dev/", StringComparison.Ordinal))
            return true;
        string path = File.ResolveLinkTarget(stream.Name, returnFinalTarget: true)?.FullName ?? stream.Name;
        lock (Claimed)
        {
            if (
                Claimed.TryGetValue(path, out WeakReference<SafeFileHandle>? other)
                && other.TryGetTarget(out SafeFileHandle? handle)
                && !handle.IsClosed
            )
            {
                return false;
            }

            if (!TryLock(stream.SafeFileHandle))
                return false;
            Claimed[path] = new WeakReference<SafeFileHandle>(stream.SafeFileHandle);
            return true;
        }
    }

    private static bool TryLock(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return true;

        // The lock belongs to the open file, not to the process: a process that opens the file again, to read it, and closes it, keeps the
        // lock.
        const int SetOpenFileLock = 37,
            TryAgain = 11,
            NoAccess = 13;
        var whole = new FileLock { Type = 1 };
        return Control(file, SetOpenFileLock, ref whole) == 0 || Marshal.GetLastPInvokeError() is not (TryAgain or NoAccess);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, ref FileLock argument);

    /// <summary>Linux's <c>struct flock</c> in a 64-bit process: a write lock (type 1) of the whole file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
