using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wfn.Artifact;

namespace Wfn.Tool.Export;

/// <summary>Parameters as a safetensors file: a header in JSON, and little-endian data.</summary>
internal static class SafeTensors
{
    private const int Alignment = 8;

    /// <summary>The file's bytes.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="withCodebook">Whether fixed tensors are indices (<c>NAME.indices</c>) into one tensor <c>codebook</c>.</param>
    public static byte[] Of(WfnArtifact artifact, bool withCodebook)
    {
        var header = new JsonObject
        {
            ["__metadata__"] = new JsonObject
            {
                ["source"] = artifact.Source.FileName,
                ["sourceSha256"] = artifact.Source.Sha256,
                ["format"] = withCodebook ? "weights are codebook[NAME.indices]" : "weights",
            },
        };
        using var data = new MemoryStream();
        void Add(string name, string type, IEnumerable<int> shape, ReadOnlySpan<byte> bytes)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(data.Length, data.Length + bytes.Length),
            };
            data.Write(bytes);
        }

        var codebook = artifact.Codebook;
        var indices = withCodebook ? artifact.Tensors.ToDictionary(t => t.Parameter, t => t.Indices, StringComparer.Ordinal) : [];
        if (withCodebook)
        {
            float[] values = [.. Enumerable.Range(0, codebook.Count).Select(codebook.Value)];
            Add("codebook", "F32", [codebook.Count], MemoryMarshal.AsBytes(values.AsSpan()));
        }

        foreach (var parameter in artifact.Graph.Parameters)
        {
            if (!indices.TryGetValue(parameter.Name, out var index))
            {
                Add(parameter.Name, "F32", parameter.Shape.Dimensions, MemoryMarshal.AsBytes(parameter.Values.AsSpan()));
            }
            else if (codebook.Count <= byte.MaxValue + 1)
            {
                Add(parameter.Name + ".indices", "U8", parameter.Shape.Dimensions, [.. index.Select(i => (byte)i)]);
            }
            else
            {
                Add(parameter.Name + ".indices", "U16", parameter.Shape.Dimensions, MemoryMarshal.AsBytes(index.AsSpan()));
            }
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (text.Length + Alignment - 1) / Alignment * Alignment;
        var file = new byte[sizeof(long) + padded + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, padded);
        text.CopyTo(file, sizeof(long));
        file.AsSpan(sizeof(long) + text.Length, padded - text.Length).Fill((byte)' ');
        data.GetBuffer().AsSpan(0, (int)data.Length).CopyTo(file.AsSpan(sizeof(long) + padded));
        return file;
    }
}
