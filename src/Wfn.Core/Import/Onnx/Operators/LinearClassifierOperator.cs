using Wfn.Diagnostics;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A linear model of classes: the label of the largest score, and the scores.</summary>
internal sealed class LinearClassifierOperator() : OnnxOperator(
    "LinearClassifier",
    "fully connected layer, softmax or sigmoid; the label by the index of the largest score (ai.onnx.ml)",
    "one row of coefficients for two classes; the post-transforms SOFTMAX_ZERO and PROBIT")
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
        if (intercepts == 1 && classes == 2)
        {
            throw new UnsupportedException("one row of coefficients for two classes");
        }

        var transform = node.Text("post_transform", "NONE");
        if (transform is not ("NONE" or "SOFTMAX" or "LOGISTIC"))
        {
            throw new UnsupportedException($"the post-transform {DataName.Quote(transform)}");
        }

        var scores = graph.Step(node, "scores", LinearModel.Layer(node, graph, classes));
        if (node.Outputs.Count > 1)
        {
            graph.Define(node.Outputs[1], transform switch
            {
                "SOFTMAX" => graph.Step(node, "softmax", (name, output) =>
                    new SoftmaxNode { Name = name, Inputs = [scores.Name], Output = output, Axis = 1 }),
                "LOGISTIC" => graph.Step(node, "sigmoid", (name, output) =>
                    UnaryFunctions.Sigmoid.Blank with { Name = name, Inputs = [scores.Name], Outputs = [output] }),
                _ => scores,
            });
        }

        if (!node.IsRead(0))
        {
            return;
        }

        // Both transforms grow with the scores.
        var largest = ArgumentStep.Of(node, graph, scores, ArgumentOperator.Max, 1, keepsAxis: false);
        graph.Define(node.Output, numbers is null
            ? new TextValue(largest, texts!.ToEquatableArray())
            : new IntegerValue(Labels.Of(node, graph, largest, [.. numbers.Select(label => (double)label)])));
    }
}
