using System.Runtime.InteropServices;
using System.Text;
using Wfn.Diagnostics;

namespace Wfn.Tool.Output;

/// <summary>
/// The process's own streams, which may be closed or full. Results that cannot be written are a failure of the command (WFN3004); what only
/// accompanies them is dropped, because nobody is left to be told.
/// </summary>
internal static class StandardStreams
{
    private const int ReadWrite = 2;
    private const int GetFlags = 1;
    private static readonly bool[] IsClosed = new bool[3];

    /// <summary>
    /// Finds streams that were closed when the process began, before anything is written to them: the next file opened would get such
    /// a stream's number, and what is meant for the stream would end in that file. The null device takes the number where it is free.
    /// </summary>
    public static void TakeClosed()
    {
        for (var stream = 0; stream < IsClosed.Length && !OperatingSystem.IsWindows(); stream++)
        {
            // A stream that was inherited outlives an exec; what the runtime has opened for itself does not.
            var flags = Control(stream, GetFlags);
            IsClosed[stream] = flags != 0;
            if (flags < 0)
            {
                // The lowest free number is this one, because all below it are taken by now.
                _ = Open("/dev/null", ReadWrite);
            }
        }
    }

    /// <summary>A writer of results: standard output.</summary>
    public static TextWriter Results() => new ResultStream(IsClosed[1] ? new ClosedStream() : Console.Out);

    /// <summary>A writer of everything else: standard error.</summary>
    public static TextWriter Remarks() => new RemarkStream(IsClosed[2] ? TextWriter.Null : Console.Error);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    private abstract class GuardedStream(TextWriter writer) : TextWriter(writer.FormatProvider)
    {
        public override Encoding Encoding => writer.Encoding;

        public override void Write(char value) => Attempt(() => writer.Write(value));

        public override void Write(char[] buffer, int index, int count) => Attempt(() => writer.Write(buffer, index, count));

        public override void Write(string? value) => Attempt(() => writer.Write(value));

        public override void WriteLine(string? value) => Attempt(() => writer.WriteLine(value));

        public override void Flush() => Attempt(writer.Flush);

        protected abstract void Fail(Exception failure);

        private void Attempt(Action write)
        {
            try
            {
                write();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Fail(e);
            }
        }
    }

    private sealed class ResultStream(TextWriter writer) : GuardedStream(writer)
    {
        protected override void Fail(Exception failure) => throw new WfnException(
            DiagnosticCodes.BadOption,
            $"standard output cannot be written: {failure.Message}; files that the command made are complete",
            innerException: failure);
    }

    // Whatever is written comes by here.
    private sealed class ClosedStream() : TextWriter(formatProvider: null)
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("it is closed");
    }

    private sealed class RemarkStream(TextWriter writer) : GuardedStream(writer)
    {
        protected override void Fail(Exception failure)
        {
        }
    }
}
