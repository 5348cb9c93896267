using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>
/// Real numbers kept as integers of a scale that their range gives: read as real numbers of the scale 1 where all that is made of them is
/// scaled back, else computed as the standard says.
/// </summary>
internal sealed class DynamicQuantizeLinearOperator() : OnnxOperator(
    "DynamicQuantizeLinear",
    "nothing: numbers stay real numbers, of the scale 1 and the zero point 0; where integers of it are an output, what makes them",
    "integers that are an output, of samples of a batch each for itself")
{
    private static readonly IntegerWidth Bytes = new(8, IsSigned: false);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Outputs.Where((output, place) => place != 1).Any(node.ReachesOutput))
        {
            ToIntegers(node, graph);
            return;
        }

        graph.Alias(node, new IntegerValue(node.Activation(0)));
        if (node.IsRead(1))
        {
            graph.Define(node.Outputs[1], new ConstantValue(node.Outputs[1], ConstantTensor.OfFloats([], [1f])));
        }

        if (node.IsRead(2))
        {
            graph.Define(node.Outputs[2], new ConstantValue(node.Outputs[2], ConstantTensor.OfIntegers([], [0])));
        }
    }

    private static void ToIntegers(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        if (x.BatchAxis >= 0)
        {
            throw new UnsupportedException("over the batch");
        }

        var none = Steps.Number(node, "none", 0);
        var all = Enumerable.Range(0, x.Shape.Rank).ToArray();
        var smallest = Scalar(Bounded(BinaryOperator.Minimum, ReductionOperator.Min));
        var largest = Scalar(Bounded(BinaryOperator.Maximum, ReductionOperator.Max));
        var range = BinaryImport.Step(node, graph, BinaryOperator.Subtract, largest, smallest);
        var scale = BinaryImport.Step(node, graph, BinaryOperator.Divide, range, Steps.Number(node, "steps", Bytes.Maximum));
        var place = BinaryImport.Step(node, graph, BinaryOperator.Divide, BinaryImport.Step(node, graph, BinaryOperator.Subtract, none, smallest), scale);
        var zero = new IntegerValue(graph.Step(node, "zero", (name, output) => new ClipNode
        {
            Name = name,
            Inputs = [graph.Function(node, UnaryFunctions.Round, place).Name],
            Output = output,
            Minimum = Bytes.Minimum,
            Maximum = Bytes.Maximum,
        }))
        {
            Stored = Bytes,
        };
        graph.Alias(node, new QuantizedValue(x, new QuantizedForm(scale, zero, 0, 0, Bytes), node));
        if (node.IsRead(1))
        {
            graph.Define(node.Outputs[1], scale);
        }

        if (node.IsRead(2))
        {
            graph.Define(node.Outputs[2], zero);
        }

        ActivationValue Bounded(BinaryOperator bound, ReductionOperator reduction) =>
            BinaryImport.Step(node, graph, bound, graph.Reduced(node, reduction, x, all), none);

        ActivationValue Scalar(ActivationValue value) => graph.Reshaped(node, "scalar", value, Graph.TensorShape.Of());
    }
}
