using Wfn.Graph;
using Wfn.Operators;
using static Wfn.Tool.Export.Onnx.OnnxWriter;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>Normalisations by means of the sample itself.</summary>
internal static class NormalisationForms
{
    private const int Shift = 2;

    /// <summary>Writes one; false where it has no form.</summary>
    public static bool Write(Node node, IReadOnlyDictionary<string, TensorShape> shapes, OnnxWriter onnx)
    {
        switch (node)
        {
            case LayerNormNode norm:
                onnx.Node("LayerNormalization", norm.Inputs, norm.Output, Attribute("axis", norm.Axis), Attribute("epsilon", norm.Epsilon));
                return true;
            case GroupNormNode { Axis: 1 } norm:
                Groups(norm, shapes[norm.Inputs[0]].Rank, onnx);
                return true;
            case LocalResponseNormNode { Axis: 1 } norm:
                onnx.Node(
                    "LRN", norm.Inputs, norm.Output, Attribute("size", norm.Size), Attribute("alpha", norm.Alpha), Attribute("beta", norm.Beta), Attribute("bias", norm.Bias));
                return true;
            default:
                return false;
        }
    }

    // ONNX normalises instances, a channel each: a group becomes one channel. Its operator for groups has factors by group before opset 21.
    private static void Groups(GroupNormNode norm, int rank, OnnxWriter onnx)
    {
        var (x, shape) = (norm.Inputs[0], onnx.Value("Shape", [norm.Inputs[0]]));
        var (ones, zeros) = (onnx.Floats(onnx.Name(), [norm.Groups], [.. Enumerable.Repeat(1f, norm.Groups)]), onnx.Floats(onnx.Name(), [norm.Groups], new float[norm.Groups]));
        var grouped = onnx.Value("Reshape", [x, onnx.Integers(0, norm.Groups, -1)]);
        var normal = onnx.Value("InstanceNormalization", [grouped, ones, zeros], Attribute("epsilon", norm.Epsilon));
        var back = onnx.Value("Reshape", [normal, shape]);
        string OfChannels(string parameter) =>
            rank == 2 ? parameter : onnx.Value("Unsqueeze", [parameter, onnx.Integers([.. Enumerable.Range(1, rank - 2)])]);

        onnx.Node("Add", [onnx.Value("Mul", [back, OfChannels(norm.Inputs[1])]), OfChannels(norm.Inputs[Shift])], norm.Output);
    }
}
