using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace ThroughputBench.Commands;

/// <summary>
/// Standard output, or standard error, that reports whether a write has arrived. The console of .NET ignores it if a pipe's reader has
/// gone: a verdict would be lost, but the exit code would claim that it was given.
/// </summary>
internal sealed class StandardStream : Stream
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    private readonly int _descriptor;
    private readonly bool _mayBeLost;

    private StandardStream(int descriptor, bool mayBeLost) => (_descriptor, _mayBeLost) = (descriptor, mayBeLost);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Results. A failed write throws an <see cref="IOException"/>.</summary>
    public static TextWriter Output() => OperatingSystem.IsWindows() ? Console.Out : Writer(new StandardStream(1, mayBeLost: false));

    /// <summary>
    /// Progress, notices and errors. If it is closed, or its reader has gone, writes are ignored: the exit code still gives the result.
    /// </summary>
    public static TextWriter Error() => OperatingSystem.IsWindows() ? Console.Error : Writer(new StandardStream(2, mayBeLost: true));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = Write(_descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error is Interrupted or TryAgain)
            {
                if (error == TryAgain)
                    Thread.Sleep(1); // A terminal or a pipe that another process has made non-blocking.
                continue;
            }
            if (_mayBeLost)
                return;
            throw new OutputException(new Win32Exception(error).Message);
        }
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static TextWriter Writer(StandardStream stream) =>
        TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int descriptor, ref byte buffer, nuint count);
}
