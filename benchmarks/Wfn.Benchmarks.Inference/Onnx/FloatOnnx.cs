using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Benchmarks.Inference.Onnx;

/// <summary>A network as a float32 ONNX model.</summary>
internal static class FloatOnnx
{
    /// <summary>Writes it.</summary>
    public static void Write(NetworkGraph network, string path)
    {
        var model = new OnnxGraph(network);
        foreach (var parameter in network.Parameters)
        {
            model.Constant(parameter.Name, parameter.Values.AsSpan(), parameter.Shape.Dimensions.AsSpan());
        }

        foreach (var node in network.Nodes)
        {
            OnnxNodes.Write(model, node, [.. node.Inputs.Except(Parameters(node))], Parameters(node), node.Output);
        }

        model.Write(path, network.Outputs);
    }

    private static string[] Parameters(Node node) => node switch
    {
        ConvolutionNode convolution => convolution.Bias is { } bias ? [convolution.Weight, bias] : [convolution.Weight],
        LinearNode linear => linear.Bias is { } bias ? [linear.Weight, bias] : [linear.Weight],
        _ => [],
    };
}
