using System.Runtime.InteropServices;
using Wfn.Artifact;

namespace Wfn.Tool.Export;

/// <summary>Parameters as a safetensors file.</summary>
internal static class SafeTensors
{
    /// <summary>The file's bytes.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="withCodebook">Whether fixed tensors are indices (<c>NAME.indices</c>) into one tensor <c>codebook</c>.</param>
    public static byte[] Of(WfnArtifact artifact, bool withCodebook)
    {
        var file = new SafeTensorsFile(
            ("source", artifact.Source.FileName),
            ("sourceSha256", artifact.Source.Sha256),
            ("format", withCodebook ? "weights are codebook[NAME.indices]" : "weights"));
        var codebook = artifact.Codebook;
        var indices = withCodebook ? artifact.Tensors.ToDictionary(t => t.Parameter, t => t.Indices, StringComparer.Ordinal) : [];
        if (withCodebook)
        {
            float[] values = [.. Enumerable.Range(0, codebook.Count).Select(codebook.Value)];
            file.Add("codebook", [codebook.Count], values);
        }

        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (!indices.TryGetValue(parameter.Name, out var index))
            {
                file.Add(parameter.Name, parameter.Shape.Dimensions, parameter.Values.AsSpan());
            }
            else if (codebook.Count <= byte.MaxValue + 1)
            {
                file.Add(parameter.Name + ".indices", "U8", parameter.Shape.Dimensions, [.. index.Select(i => (byte)i)]);
            }
            else
            {
                file.Add(parameter.Name + ".indices", "U16", parameter.Shape.Dimensions, MemoryMarshal.AsBytes(index.AsSpan()));
            }
        }

        return file.ToBytes();
    }
}
