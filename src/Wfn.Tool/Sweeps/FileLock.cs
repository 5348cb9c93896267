namespace Wfn.Tool.Sweeps;

/// <summary>
/// A file that one process holds at a time, on whichever machine that shares it. The system lets go of it when the process ends, however that
/// happens.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes it, after whoever holds it.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <param name="waiting">Told once where it has to be waited for.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static FileStream Take(string path, Action waiting, CancellationToken cancellation)
    {
        var isTold = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryTake(path) is { } held)
            {
                return held;
            }

            if (!isTold)
            {
                waiting();
                isTold = true;
            }

            cancellation.WaitHandle.WaitOne(Pause);
        }
    }

    /// <summary>Whether somebody holds it.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var held = TryTake(path);
        return held is null;
    }

    // A file that is there but cannot be opened is held; one that cannot be made is told.
    private static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
