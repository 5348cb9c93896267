using System.Runtime.InteropServices;

namespace Wfn.Tool.Output;

/// <summary>Tells files from what only has a name like one: devices, pipes, sockets.</summary>
internal static class FileKind
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int LargestStatus = 512;

    // Flags come first, then the mode.
    private const int ModeOffset = sizeof(int);

    /// <summary>
    /// Whether the path is something other than a file, to be written through and never to be replaced. What a name below /dev or
    /// /proc stands for belongs to somebody else, even where it is a file (/dev/stdout may be).
    /// </summary>
    public static bool IsDevice(string path)
    {
        var full = Path.GetFullPath(path);
        return OperatingSystem.IsWindows()
            ? full.StartsWith(@"\\.\", StringComparison.Ordinal)
            : full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal)
                || (File.Exists(full) && !IsRegular(full));
    }

    private static bool IsRegular(string path)
    {
        var status = new byte[LargestStatus];
        try
        {
            return Status(path, status) != 0 || (BitConverter.ToInt32(status, ModeOffset) & TypeMask) == RegularFile;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return true;
        }
    }

    // The runtime's own wrapper: the C library's structure differs from system to system.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int Status([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] status);
}
