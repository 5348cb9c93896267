using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A linear model of classes: the label of the largest score, and the scores.</summary>
internal sealed class LinearClassifierOperator() : OnnxOperator(
    "LinearClassifier",
    "fully connected layer, softmax or sigmoid; the label by the index of the largest score, of one row for two classes by its sign (ai.onnx.ml)",
    "the post-transforms SOFTMAX_ZERO and PROBIT")
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says how the coefficients were found, not what is computed of them.
        node.Ignore("multi_class");
        var (numbers, texts) = (node.Integers("classlabels_ints"), node.Texts("classlabels_strings"));
        var classes = numbers?.Length ?? texts?.Length ?? throw node.Invalid("has no labels of its classes");
        var intercepts = node.Floats("intercepts")?.Length ?? classes;
        var transform = node.Text("post_transform", "NONE");
        if (transform is not ("NONE" or "SOFTMAX" or "LOGISTIC"))
        {
            throw new UnsupportedException($"the post-transform {DataName.Quote(transform)}");
        }

        if (intercepts == 1 && classes == 2)
        {
            var score = graph.Step(node, "score", LinearModel.Layer(node, graph, 1));
            OfOneRow(node, graph, score, transform);
            if (node.IsRead(0))
            {
                var isSecond = BinaryImport.Step(node, graph, BinaryOperator.Less, Steps.Number(node, "nothing", 0), score);
                Label(node, graph, graph.Reshaped(node, "second", isSecond, TensorShape.Of(score.Shape[0])), numbers, texts);
            }

            return;
        }

        var scores = graph.Step(node, "scores", LinearModel.Layer(node, graph, classes));
        if (node.Outputs.Count > 1)
        {
            graph.Define(node.Outputs[1], transform switch
            {
                "SOFTMAX" => graph.Step(node, "softmax", (name, output) =>
                    new SoftmaxNode { Name = name, Inputs = [scores.Name], Output = output, Axis = 1 }),
                "LOGISTIC" => graph.Function(node, UnaryFunctions.Sigmoid, scores),
                _ => scores,
            });
        }

        if (node.IsRead(0))
        {
            // Both transforms grow with the scores.
            Label(node, graph, ArgumentStep.Of(node, graph, scores, ArgumentOperator.Max, 1, keepsAxis: false), numbers, texts);
        }
    }

    // The scores of two classes by that of the second one, as ONNX Runtime has them: a softmax of one score is not computed.
    private static void OfOneRow(OnnxNode node, GraphBuilder graph, ActivationValue score, string transform)
    {
        if (node.Outputs.Count < 2)
        {
            return;
        }

        var isLogistic = transform == "LOGISTIC";
        var first = BinaryImport.Step(node, graph, BinaryOperator.Subtract, Steps.Number(node, "all", isLogistic ? 0 : 1), score);
        var scores = graph.Step(node, "scores", (name, output) => new ConcatNode { Name = name, Inputs = [first.Name, score.Name], Output = output, Axis = 1 });
        graph.Define(node.Outputs[1], isLogistic ? graph.Function(node, UnaryFunctions.Sigmoid, scores) : scores);
    }

    private static void Label(OnnxNode node, GraphBuilder graph, ActivationValue place, long[]? numbers, string[]? texts) =>
        graph.Define(node.Output, numbers is null
            ? new TextValue(place, texts!.ToEquatableArray())
            : new IntegerValue(Labels.Of(node, graph, place, [.. numbers.Select(label => (double)label)])));
}
