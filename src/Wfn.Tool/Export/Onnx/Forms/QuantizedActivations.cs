using System.Globalization;
using Google.Protobuf;
using Wfn.Artifact;
using Wfn.Import.Onnx.Schema;
using Wfn.Numerics;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>Activations as fixed point rounds them: a QuantizeLinear and a DequantizeLinear behind what makes each.</summary>
internal static class QuantizedActivations
{
    /// <summary>The widest integers of the operators before opset 21.</summary>
    public const int NarrowBits = 8;

    /// <summary>Adds the operators to a graph that is written already.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="formats">The formats of its activations.</param>
    public static void Add(GraphProto graph, IEnumerable<ActivationFormat> formats)
    {
        var byName = formats.ToDictionary(format => format.Value, format => format.Format, StringComparer.Ordinal);
        var nodes = new List<NodeProto>();
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in graph.Input.Where(input => byName.ContainsKey(input.Name)))
        {
            renamed[input.Name] = input.Name + ".rounded";
            AddPair(graph, nodes, input.Name, renamed[input.Name], byName[input.Name]);
        }

        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = renamed.GetValueOrDefault(node.Input[i], node.Input[i]);
            }

            nodes.Add(node);
            for (var i = 0; i < node.Output.Count; i++)
            {
                if (byName.TryGetValue(node.Output[i], out var format))
                {
                    var name = node.Output[i];
                    node.Output[i] = name + ".exact";
                    AddPair(graph, nodes, node.Output[i], name, format);
                }
            }
        }

        graph.Node.Clear();
        graph.Node.AddRange(nodes);
    }

    private static void AddPair(GraphProto graph, List<NodeProto> nodes, string from, string to, FixedPointFormat format)
    {
        var isNarrow = format.Bits <= NarrowBits;
        var (scale, zero) = (to + ".scale", to + ".zero");
        var step = (float)Math.Pow(2, -format.FractionBits);
        graph.Initializer.Add(Scalar(scale, step));

        // Bytes are unsigned, with a zero point in the middle where numbers may be negative: runtimes have kernels for these first of all.
        graph.Initializer.Add(new TensorProto
        {
            Name = zero,
            DataType = (int)(isNarrow ? TensorProto.Types.DataType.Uint8 : format.IsSigned ? TensorProto.Types.DataType.Int16 : TensorProto.Types.DataType.Uint16),
            RawData = ByteString.CopyFrom(isNarrow ? [format.IsSigned ? (byte)(1 << (NarrowBits - 1)) : (byte)0] : new byte[2]),
        });
        if (format.Bits != (isNarrow ? NarrowBits : 2 * NarrowBits))
        {
            // ONNX has no integers of so many bits: their range comes first.
            graph.Initializer.Add(Scalar(to + ".least", format.Minimum * step));
            graph.Initializer.Add(Scalar(to + ".most", format.Maximum * step));
            nodes.Add(Node("Clip", [from, to + ".least", to + ".most"], to + ".clipped"));
            from = to + ".clipped";
        }

        nodes.Add(Node("QuantizeLinear", [from, scale, zero], to + ".quantized"));
        nodes.Add(Node("DequantizeLinear", [to + ".quantized", scale, zero], to));
    }

    private static NodeProto Node(string type, string[] inputs, string output)
    {
        var node = new NodeProto { OpType = type, Name = string.Create(CultureInfo.InvariantCulture, $"{type}/{output}") };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    private static TensorProto Scalar(string name, float value) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        RawData = ByteString.CopyFrom(BitConverter.GetBytes(value)),
    };
}
