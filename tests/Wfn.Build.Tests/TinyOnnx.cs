using Google.Protobuf;

namespace Wfn.Build.Tests;

/// <summary>ONNX files of a few bytes, wrong in a chosen way; field numbers as in onnx.proto.</summary>
internal static class TinyOnnx
{
    private const int Float = 1;
    private const int External = 1;

    /// <summary>A chain of nodes node0, node1, … over one input of four values; Add and Gemm take the weight as their second operand.</summary>
    /// <param name="operators">The nodes' operators.</param>
    /// <param name="weightDimensions">What the weight says its dimensions are.</param>
    /// <param name="weightValues">How many values it holds.</param>
    /// <param name="externalData">The file that holds the weight's values instead, or null.</param>
    /// <param name="hasOpenAxis">Whether the input's second axis is open.</param>
    public static byte[] Model(
        string[] operators, long[] weightDimensions, int weightValues, string? externalData = null, bool hasOpenAxis = false) => Message(model =>
    {
        Number(model, 1, 8);
        Nested(model, 8, opset => Number(opset, 2, 17));
        Nested(model, 7, graph =>
        {
            for (var i = 0; i < operators.Length; i++)
            {
                var (index, kind) = (i, operators[i]);
                Nested(graph, 1, node =>
                {
                    Text(node, 1, $"value{index}");
                    if (kind is "Add" or "Gemm")
                    {
                        Text(node, 1, "weight");
                    }

                    Text(node, 2, $"value{index + 1}");
                    Text(node, 3, $"node{index}");
                    Text(node, 4, kind);
                });
            }

            Text(graph, 2, "tiny");
            Nested(graph, 5, tensor =>
            {
                foreach (var dimension in weightDimensions)
                {
                    Number(tensor, 1, dimension);
                }

                Number(tensor, 2, Float);
                Text(tensor, 8, "weight");
                if (externalData is null)
                {
                    Bytes(tensor, 9, new byte[weightValues * sizeof(float)]);
                }
                else
                {
                    Nested(tensor, 13, entry =>
                    {
                        Text(entry, 1, "location");
                        Text(entry, 2, externalData);
                    });
                    Number(tensor, 14, External);
                }
            });
            Nested(graph, 11, value => Value(value, "value0", hasOpenAxis));
            Nested(graph, 12, value => Value(value, $"value{operators.Length}", hasOpenAxis));
        });
    });

    private static void Value(CodedOutputStream value, string name, bool hasOpenAxis)
    {
        Text(value, 1, name);
        Nested(value, 2, type => Nested(type, 1, tensor =>
        {
            Number(tensor, 1, Float);
            Nested(tensor, 2, shape =>
            {
                Nested(shape, 1, dimension => Number(dimension, 1, 1));
                Nested(shape, 1, dimension =>
                {
                    if (hasOpenAxis)
                    {
                        Text(dimension, 2, "length");
                    }
                    else
                    {
                        Number(dimension, 1, 4);
                    }
                });
            });
        }));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write) => Bytes(output, field, Message(write));

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }
}
