using Wfn.Graph;
using Wfn.Operators;
using static Wfn.Tool.Export.Onnx.OnnxWriter;

namespace Wfn.Tool.Export.Onnx.Forms;

/// <summary>Recurrent layers: ONNX has an axis of directions more in everything, and two biases.</summary>
internal static class RecurrentForm
{
    private const int Bias = 3;

    // What ONNX reads: x, w, r, b, lengths of sequences, h, c, p.
    private const int Lengths = 4;
    private const int State = 5;
    private const int CellState = 6;
    private const int OnnxPeepholes = 7;

    /// <summary>Writes a layer.</summary>
    public static void Write(RecurrentNode node, IReadOnlyDictionary<string, TensorShape> shapes, OnnxWriter onnx)
    {
        var hidden = onnx.ShapeOf(node.Inputs[2])[1];
        var hasRows = shapes[node.Inputs[0]].Rank == 3;
        var x = hasRows ? node.Inputs[0] : onnx.Value("Unsqueeze", [node.Inputs[0], onnx.Integers(1)]);
        var inputs = new string[OnnxPeepholes + 1];
        Array.Fill(inputs, Node.LeftOut);
        inputs[0] = x;
        inputs[1] = Directed(node.Inputs[1], onnx);
        inputs[2] = Directed(node.Inputs[2], onnx);
        inputs[Bias] = Biases(node, hidden, onnx);
        inputs[Lengths] = Node.LeftOut;
        inputs[State] = FirstState(At(node, RecurrentCell.Initial), x, hidden, hasRows, shapes, onnx);
        var isLstm = node.Cell == RecurrentCell.Lstm;
        if (isLstm)
        {
            inputs[CellState] = FirstState(At(node, RecurrentCell.InitialCell), x, hidden, hasRows, shapes, onnx);
            inputs[OnnxPeepholes] = At(node, RecurrentCell.Peepholes) is { } peepholes ? Directed(peepholes, onnx) : Node.LeftOut;
        }

        var (y, cell) = (onnx.Name(), node.Outputs.Count > 1 && node.Outputs[1].Length > 0 ? onnx.Name() : null);
        onnx.Node(
            node.Cell == RecurrentCell.Lstm ? "LSTM" : node.Cell == RecurrentCell.Gru ? "GRU" : "RNN",
            inputs.Take(Array.FindLastIndex(inputs, name => name.Length > 0) + 1),
            cell is null ? [y] : [y, Node.LeftOut, cell],
            [.. Attributes(node, hidden)]);
        onnx.Node("Squeeze", [y, onnx.Integers(hasRows ? [1] : [1, 2])], node.Outputs[0]);
        if (cell is not null)
        {
            onnx.Node("Squeeze", [cell, onnx.Integers(hasRows ? [0] : [0, 1])], node.Outputs[1]);
        }
    }

    private static IEnumerable<Import.Onnx.Schema.AttributeProto> Attributes(RecurrentNode node, int hidden)
    {
        yield return Attribute("hidden_size", hidden);
        yield return Attribute("direction", node.IsReverse ? "reverse" : "forward");
        yield return Attribute("activations", node.Activations.Select(activation => activation.Function.ToString()));
        var alphas = node.Activations.Where(activation => HasAlpha(activation.Function)).Select(activation => activation.Alpha).ToArray();
        var betas = node.Activations.Where(activation => HasBeta(activation.Function)).Select(activation => activation.Beta).ToArray();
        if (alphas.Length > 0)
        {
            yield return Attribute("activation_alpha", alphas);
        }

        if (betas.Length > 0)
        {
            yield return Attribute("activation_beta", betas);
        }

        if (!float.IsInfinity(node.Clip))
        {
            yield return Attribute("clip", node.Clip);
        }

        if (node.CouplesGates)
        {
            yield return Attribute("input_forget", 1);
        }

        if (node.Cell == RecurrentCell.Gru)
        {
            yield return Attribute("linear_before_reset", node.ResetsAfter ? 1 : 0);
        }
    }

    // The first axis is that of directions.
    private static string Directed(string name, OnnxWriter onnx) => onnx.Value("Unsqueeze", [name, onnx.Integers(0)]);

    // The second bias, of the recurrent sum, is zero but where a GRU resets after that.
    private static string Biases(RecurrentNode node, int hidden, OnnxWriter onnx)
    {
        var recurrent = node.Cell == RecurrentCell.Gru ? At(node, RecurrentCell.RecurrentBias) : null;
        var first = At(node, Bias);
        if (first is null && recurrent is null)
        {
            return Node.LeftOut;
        }

        var rows = node.Cell.Gates * hidden;
        string Zeros(int count) => onnx.Floats(onnx.Name(), [count], new float[count]);
        string[] parts = recurrent is null ? [first ?? Zeros(rows), Zeros(rows)] : [first ?? Zeros(rows), Zeros(rows - hidden), recurrent];
        return Directed(onnx.Value("Concat", parts, Attribute("axis", 0)), onnx);
    }

    // [1, rows, hidden]: a value of the graph has the rows, a parameter may stand for all of them.
    private static string FirstState(
        string? name, string x, int hidden, bool hasRows, IReadOnlyDictionary<string, TensorShape> shapes, OnnxWriter onnx)
    {
        if (name is null)
        {
            return Node.LeftOut;
        }

        if (shapes.ContainsKey(name))
        {
            return onnx.Value("Unsqueeze", [name, onnx.Integers(hasRows ? [0] : [0, 1])]);
        }

        var rows = onnx.Value("Shape", [x], Attribute("start", 1), Attribute("end", 2));
        return onnx.Value("Expand", [name, onnx.Value("Concat", [onnx.Integers(1), rows, onnx.Integers(hidden)], Attribute("axis", 0))]);
    }

    private static string? At(RecurrentNode node, int place) => place < node.Inputs.Count && node.Inputs[place].Length > 0 ? node.Inputs[place] : null;

    private static bool HasAlpha(GateFunction function) => function is GateFunction.Affine or GateFunction.LeakyRelu or GateFunction.ThresholdedRelu
        or GateFunction.ScaledTanh or GateFunction.HardSigmoid or GateFunction.Elu;

    private static bool HasBeta(GateFunction function) => function is GateFunction.Affine or GateFunction.ScaledTanh or GateFunction.HardSigmoid;
}
