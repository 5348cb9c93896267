namespace Wfn.Data;

/// <summary>Reads from streams, which may give less at once than they have.</summary>
internal static class StreamBytes
{
    /// <summary>Fills the beginning of a buffer.</summary>
    /// <param name="contents">The stream.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>Whether there were as many.</returns>
    public static bool Fill(Stream contents, byte[] buffer, int count)
    {
        for (var read = 0; read < count;)
        {
            var more = contents.Read(buffer, read, count - read);
            if (more <= 0)
            {
                return false;
            }

            read += more;
        }

        return true;
    }
}
