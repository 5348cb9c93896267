using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>An image as a file has it, in a file of its own or in a table.</summary>
/// <param name="FilePath">The file that messages name.</param>
/// <param name="Name">Where it lies among others: its path in the folder, with slashes, or its row.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Open">Opens it.</param>
internal sealed record EncodedImage(string FilePath, string Name, long Length, Func<Stream> Open)
{
    /// <summary>Whether it is one of several in its file.</summary>
    public bool IsRow { get; init; }

    /// <summary>What is wrong with it.</summary>
    public WfnException Bad(string message, Exception? inner = null) =>
        new(DiagnosticCodes.BadData, IsRow ? $"{Name}: {message}" : message, FilePath, innerException: inner);

    /// <summary>All of its bytes.</summary>
    public byte[] ReadAll()
    {
        using var stream = Open();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Has the decoder do something with it; it tells of damage by exceptions of many kinds.</summary>
    /// <exception cref="WfnException">It failed (WFN3001).</exception>
    public T Attempt<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw Bad($"the image is damaged: {exception.Message}", exception);
        }
    }
}
