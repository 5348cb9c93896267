using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wfn.Diagnostics;

namespace Wfn.Tool.Export;

/// <summary>A safetensors file: a header in JSON, and little-endian data.</summary>
internal sealed class SafeTensorsFile
{
    private const int Alignment = 8;
    private const string MetadataKey = "__metadata__";
    private const string Float32 = "F32";
    private const string Int32 = "I32";

    private readonly JsonObject header = [];
    private readonly ArrayBufferWriter<byte> data = new();

    /// <param name="metadata">Texts about the file, by name.</param>
    public SafeTensorsFile(params (string Name, string Text)[] metadata) =>
        header[MetadataKey] = new JsonObject(metadata.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Text)));

    /// <summary>Adds a tensor of bytes as they lie in memory.</summary>
    public void Add(string name, string type, IEnumerable<int> shape, ReadOnlySpan<byte> bytes)
    {
        header[name] = new JsonObject
        {
            ["dtype"] = type,
            ["shape"] = new JsonArray([.. shape.Select(d => (JsonNode)d)]),
            ["data_offsets"] = new JsonArray(data.WrittenCount, data.WrittenCount + bytes.Length),
        };
        data.Write(bytes);
    }

    /// <summary>Adds numbers.</summary>
    public void Add(string name, IEnumerable<int> shape, ReadOnlySpan<float> values) => Add(name, Float32, shape, MemoryMarshal.AsBytes(values));

    /// <inheritdoc cref="Add(string, IEnumerable{int}, ReadOnlySpan{float})"/>
    public void Add(string name, IEnumerable<int> shape, ReadOnlySpan<int> values) => Add(name, Int32, shape, MemoryMarshal.AsBytes(values));

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (text.Length + Alignment - 1) / Alignment * Alignment;
        var file = new byte[sizeof(long) + padded + data.WrittenCount];
        BinaryPrimitives.WriteInt64LittleEndian(file, padded);
        text.CopyTo(file, sizeof(long));
        file.AsSpan(sizeof(long) + text.Length, padded - text.Length).Fill((byte)' ');
        data.WrittenSpan.CopyTo(file.AsSpan(sizeof(long) + padded));
        return file;
    }

    /// <summary>Reads what this type writes: tensors of float32 and int32.</summary>
    /// <exception cref="WfnException">The file cannot be read (WFN1001), or is no safetensors file (WFN3001).</exception>
    public static Contents Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, $"the file cannot be read: {e.Message}", path, innerException: e);
        }

        try
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            var header = JsonNode.Parse(bytes.AsSpan(sizeof(long), checked((int)length)))!.AsObject();
            var values = bytes.AsMemory(checked((int)(sizeof(long) + length)));
            var metadata = header[MetadataKey]?.AsObject().ToDictionary(one => one.Key, one => one.Value!.GetValue<string>(), StringComparer.Ordinal) ?? [];
            header.Remove(MetadataKey);
            return new Contents(path, metadata, header.ToDictionary(one => one.Key, one => Tensor(one.Value!.AsObject(), values), StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OverflowException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new WfnException(DiagnosticCodes.BadData, "this is no safetensors file, or not a whole one", path, innerException: e);
        }
    }

    private static (string Type, int[] Shape, ReadOnlyMemory<byte> Bytes) Tensor(JsonObject entry, ReadOnlyMemory<byte> data)
    {
        var offsets = entry["data_offsets"]!.AsArray().Select(one => one!.GetValue<int>()).ToArray();
        int[] shape = [.. entry["shape"]!.AsArray().Select(one => one!.GetValue<int>())];
        var bytes = data[offsets[0]..offsets[1]];
        return (long)bytes.Length == shape.Aggregate(4L, (product, extent) => checked(product * extent))
            ? (entry["dtype"]!.GetValue<string>(), shape, bytes)
            : throw new FormatException();
    }

    /// <summary>What a file holds.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Metadata">Texts about it.</param>
    /// <param name="Tensors">Its tensors, of four bytes an element.</param>
    internal sealed record Contents(
        string Path, IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, (string Type, int[] Shape, ReadOnlyMemory<byte> Bytes)> Tensors)
    {
        /// <summary>A tensor's numbers.</summary>
        /// <exception cref="WfnException">There is none of this name, type and shape (WFN3001).</exception>
        public float[] Floats(string name, IReadOnlyList<int> shape) => MemoryMarshal.Cast<byte, float>(Of(name, Float32, shape).Span).ToArray();

        /// <inheritdoc cref="Floats"/>
        public int[] Integers(string name, IReadOnlyList<int> shape) => MemoryMarshal.Cast<byte, int>(Of(name, Int32, shape).Span).ToArray();

        private ReadOnlyMemory<byte> Of(string name, string type, IReadOnlyList<int> shape) =>
            Tensors.TryGetValue(name, out var found) && found.Type == type && found.Shape.SequenceEqual(shape)
                ? found.Bytes
                : throw new WfnException(
                    DiagnosticCodes.BadData, $"there is no tensor {DataName.Quote(name)} of {type} [{string.Join(',', shape)}]", Path);
    }
}
