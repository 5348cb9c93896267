using Wfn.Graph;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Tool.Export.Onnx;

/// <summary>Inputs and outputs that were integers in the model's file are integers again, with casts between them and the network's float32.</summary>
internal static class GivenTypes
{
    private const string Suffix = "/float32";

    /// <summary>Declares the types, and adds the casts.</summary>
    /// <param name="proto">A model whose values are all float32.</param>
    /// <param name="graph">The network that it is of.</param>
    public static void Add(GraphProto proto, NetworkGraph graph)
    {
        foreach (var input in graph.Inputs.Where(input => input.Given != ElementType.Float32))
        {
            Declare(proto.Input, input);
            Rename(proto, input.Name);
            proto.Node.Insert(0, Cast(input.Name, input.Name + Suffix, TensorProto.Types.DataType.Float));
        }

        foreach (var output in graph.Outputs.Where(output => output.Given != ElementType.Float32 && graph.Inputs.All(input => input.Name != output.Name)))
        {
            Declare(proto.Output, output);
            Rename(proto, output.Name);
            proto.Node.Add(Cast(output.Name + Suffix, output.Name, TypeOf(output)));
        }
    }

    private static void Declare(IEnumerable<ValueInfoProto> ports, TensorInfo info) => ports.Single(port => port.Name == info.Name).Type.TensorType.ElemType = (int)TypeOf(info);

    private static TensorProto.Types.DataType TypeOf(TensorInfo info) => info.Given switch
    {
        ElementType.Int32 => TensorProto.Types.DataType.Int32,
        ElementType.Int64 => TensorProto.Types.DataType.Int64,
        _ => TensorProto.Types.DataType.Bool,
    };

    private static void Rename(GraphProto proto, string name)
    {
        foreach (var node in proto.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == name ? name + Suffix : node.Input[i];
            }

            for (var i = 0; i < node.Output.Count; i++)
            {
                node.Output[i] = node.Output[i] == name ? name + Suffix : node.Output[i];
            }
        }
    }

    private static NodeProto Cast(string input, string output, TensorProto.Types.DataType type)
    {
        var cast = new NodeProto { OpType = "Cast", Name = "Cast_" + output };
        cast.Input.Add(input);
        cast.Output.Add(output);
        cast.Attribute.Add(OnnxWriter.Attribute("to", (int)type));
        return cast;
    }
}
