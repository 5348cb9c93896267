using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Benchmarks.Inference.Onnx;

/// <summary>The operations that the measured networks consist of, as ONNX nodes.</summary>
internal static class OnnxNodes
{
    /// <summary>Writes a node whose operands may have got other names.</summary>
    /// <param name="model">The model.</param>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Its activations.</param>
    /// <param name="parameters">Weight and bias, or nothing.</param>
    /// <param name="output">The name of its result.</param>
    public static void Write(OnnxGraph model, Node node, IReadOnlyList<string> inputs, IReadOnlyList<string> parameters, string output)
    {
        switch (node)
        {
            case ConvolutionNode convolution:
                model.Node(
                    "Conv",
                    [.. inputs, .. parameters],
                    output,
                    [.. OnnxGraph.Window(convolution.Window), OnnxGraph.Integer("group", convolution.Groups)]);
                break;
            case LinearNode:
                model.Node("Gemm", [.. inputs, .. parameters], output, OnnxGraph.Integer("transB", 1));
                break;
            case ReluNode:
                model.Node("Relu", inputs, output);
                break;
            case BinaryNode { Operator: var op } when op == BinaryOperator.Add:
                model.Node("Add", inputs, output);
                break;
            case MaxPoolNode pool:
                model.Node("MaxPool", inputs, output, OnnxGraph.Window(pool.Window));
                break;
            case GlobalAveragePoolNode:
                model.Node("GlobalAveragePool", inputs, output);
                break;
            case ReshapeNode reshape:
                long[] shape = [.. reshape.Shape.Dimensions.Select(d => d == TensorShape.Dynamic ? 0L : d)];
                model.Node("Reshape", [inputs[0], model.Constant<long>(output + ".shape", shape, shape.Length)], output);
                break;
            default:
                throw new NotSupportedException($"{node.GetType().Name} is not written to ONNX here");
        }
    }
}
