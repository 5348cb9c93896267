using System.Text;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;


namespace Wfn.Tool;

/// <summary>A model file that a command reads: an original, or an artifact.</summary>
/// <param name="Path">Its path as the user gave it.</param>
/// <param name="Graph">The network.</param>
/// <param name="Source">The original's name and hash.</param>
/// <param name="Artifact">The artifact, or null for an original.</param>
/// <param name="Size">What the artifact's payloads take, or null for an original.</param>
/// <param name="Text">The artifact's text, or null for an original.</param>
internal sealed record ModelFile(
    string Path, NetworkGraph Graph, SourceModel Source, WfnArtifact? Artifact, ArtifactSize? Size, string? Text)
{
    /// <summary>Whether it computes in fixed point unless something else is asked for.</summary>
    public bool IsCalibrated => Artifact is { ActivationFormats.IsEmpty: false };

    /// <summary>What is to know of how an original was read.</summary>
    public EquatableArray<string> Notes { get; init; }

    /// <summary>Reads a .wfn file or a model; which of them it is shows in its first bytes.</summary>
    /// <exception cref="WfnException">It cannot be read (WFN1001), or is damaged.</exception>
    public static ModelFile Read(string path, ImportOptions options)
    {
        if (!IsArtifact(path))
        {
            var model = ModelImporter.Import(path, options);
            return new ModelFile(path, model.Graph, model.Source, null, null, null) { Notes = model.Notes };
        }

        return ReadArtifact(path, options.Memory);
    }

    /// <summary>Reads a .wfn file.</summary>
    /// <exception cref="WfnException">It cannot be read (WFN1001), is a model (WFN1002), is damaged, or its values take more memory than is allowed (WFN1008).</exception>
    public static ModelFile ReadArtifact(string path, MemoryLimit memory)
    {
        if (ModelImporter.Extensions.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant()) && !IsArtifact(path))
        {
            throw new WfnException(
                DiagnosticCodes.NotAModel, "this is a model and no .wfn file; 'dotnet wfn compress' makes one of it, which is what is read here", path);
        }

        var text = Attempt(path, () => File.ReadAllText(path, Encoding.UTF8));
        var artifact = WfnReader.Read(text, path, out var size);
        try
        {
            memory.Require(artifact.Graph);
        }
        catch (WfnException e)
        {
            throw e.InFile(path);
        }

        return new ModelFile(path, artifact.Graph, artifact.Source, artifact, size, text);
    }

    private static bool IsArtifact(string path)
    {
        if (System.IO.Path.GetExtension(path).Equals(".wfn", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var start = new byte[4];
        var length = Attempt(path, () =>
        {
            // A pipe, whose length is none, has given once what it gives.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                return 0;
            }

            using var stream = File.OpenRead(path);
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        });
        return length == start.Length && start.AsSpan().SequenceEqual("wfn "u8);
    }

    private static T Attempt<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, "there is no such file", path, innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, $"the file cannot be read: {e.Message}", path, innerException: e);
        }
    }
}
