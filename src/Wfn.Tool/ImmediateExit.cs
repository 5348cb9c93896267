using System.Runtime.InteropServices;

namespace Wfn.Tool;

/// <summary>
/// Ends the process without waiting for anything in it. <see cref="Environment.Exit"/> would have native libraries tidy up while their
/// threads are still computing, and libtorch crashes then.
/// </summary>
internal static class ImmediateExit
{
    /// <summary>Ends the process.</summary>
    /// <param name="code">The exit code, 0 to 255.</param>
    public static void With(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            TerminateProcess(CurrentProcess, (uint)code);
        }
        else
        {
            ExitAtOnce(code);
        }
    }

    // The handle that means the process itself.
    private static nint CurrentProcess => -1;

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitAtOnce(int code);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool TerminateProcess(nint process, uint code);
}
