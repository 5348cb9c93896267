using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>
/// Reads .wfn files; docs/artifact-format.md describes them. Everything is checked, and nothing is allocated for a declared size
/// before the file has shown to be long enough for it.
/// </summary>
public static class WfnReader
{
    /// <summary>Reads a .wfn file of any version up to <see cref="WfnArtifact.CurrentVersion"/>.</summary>
    /// <param name="text">The whole text; LF or CRLF line ends.</param>
    /// <param name="file">The file's name for messages.</param>
    /// <exception cref="WfnException">The text is damaged (WFN2001, with the line) or newer than this reader (WFN2002).</exception>
    public static WfnArtifact Read(string text, string? file) => Read(text, file, out _);

    /// <summary>Reads a .wfn file and tells what its payloads take.</summary>
    /// <param name="text">The whole text; LF or CRLF line ends.</param>
    /// <param name="file">The file's name for messages.</param>
    /// <param name="size">What the payloads take.</param>
    /// <exception cref="WfnException">The text is damaged (WFN2001, with the line) or newer than this reader (WFN2002).</exception>
    public static WfnArtifact Read(string text, string? file, out ArtifactSize size)
    {
        var lines = new ArtifactLines(text, file);
        var version = lines.TakeVersion(WfnArtifact.CurrentVersion);
        var header = HeaderLines.Read(lines, version);
        var payloads = new PayloadReader(lines, header, version);
        var parameters = payloads.ReadAll();
        var graph = header.Graph.Graph with { Parameters = EquatableArray.TakeOwnership(parameters) };
        lines.Take("end").End();
        if (!lines.AtEnd)
        {
            throw lines.Fail(lines.Number + 1, "more text follows the end");
        }

        CheckShapes(graph, lines);
        size = payloads.Size;
        return new WfnArtifact
        {
            FormatVersion = version,
            Source = header.Source,
            Options = header.Options,
            Graph = graph,
            Codebook = header.Codebook,
            Tensors = payloads.Tensors.ToEquatableArray(),
            ActivationFormats = header.Formats,
            Measurements = header.Measurements,
        };
    }

    private static void CheckShapes(NetworkGraph graph, ArtifactLines lines)
    {
        try
        {
            ShapeInference.Infer(graph);
        }
        catch (WfnException e)
        {
            throw lines.Fail(1, $"the graph does not fit together: {e.Message}");
        }
    }
}
