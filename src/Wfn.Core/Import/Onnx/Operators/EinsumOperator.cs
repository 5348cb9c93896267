using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Einstein's sum of one or two operands: products of all elements whose labels meet, summed over the labels that the result lacks.</summary>
internal sealed class EinsumOperator() : OnnxOperator(
    "Einsum",
    "transpositions, reshapes, sums and a matrix product; by a constant a fully connected layer",
    "more than two operands; an ellipsis; a label twice in an operand; sums over the batch")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (inputs, output) = Parse(node, node.Text("equation", ""));
        var operands = inputs.Select((labels, place) => Read(node, place, labels)).ToArray();
        var result = operands.Length == 1
            ? Summed(node, graph, operands[0], output)
            : Product(node, graph, operands, output);
        int[] permutation = [.. output.Select(label => result.Labels.IndexOf(label))];
        graph.Alias(node, permutation.SequenceEqual(Enumerable.Range(0, permutation.Length))
            ? result.Value
            : graph.Transposed(node, "ordered", result.Value, EquatableArray.Create<int>(permutation)));
    }

    private static (string[] Inputs, string Output) Parse(OnnxNode node, string equation)
    {
        var text = equation.Replace(" ", "");
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        var inputs = (arrow < 0 ? text : text.Substring(0, arrow)).Split(',');
        var all = string.Concat(inputs);
        var output = arrow >= 0
            ? text.Substring(arrow + 2)
            : string.Concat(all.Where(label => all.Count(other => other == label) == 1).OrderBy(label => label));
        if (text.Contains('.') || inputs.Length is 0 or > 2 || inputs.Any(labels => labels.Distinct().Count() != labels.Length))
        {
            throw new UnsupportedException($"the equation {Diagnostics.DataName.Quote(equation)}");
        }

        return inputs.Length == node.InputCount && output.Distinct().Count() == output.Length && output.All(label => all.Contains(label))
            ? (inputs, output)
            : throw node.Invalid($"has the equation {Diagnostics.DataName.Quote(equation)} for {node.InputCount} operands");
    }

    private static Operand Read(OnnxNode node, int place, string labels)
    {
        var value = node.Input(place);
        int[] extents = value is ConstantValue ? node.Floats(place, "an operand").Tensor.Extents : [.. node.Activation(place).Shape.Dimensions];
        return extents.Length == labels.Length
            ? new Operand(labels, extents, value as ActivationValue, value as ConstantValue)
            : throw node.Invalid($"labels {extents.Length} axes {Diagnostics.DataName.Quote(labels)}");
    }

    // Sums over the labels that nobody else has.
    private static (string Labels, ActivationValue Value) Summed(OnnxNode node, GraphBuilder graph, Operand operand, string kept)
    {
        var x = operand.Activation ?? throw new UnsupportedException("a sum over a constant's own labels");
        int[] axes = [.. Enumerable.Range(0, operand.Labels.Length).Where(axis => !kept.Contains(operand.Labels[axis]))];
        if (axes.Length == 0)
        {
            return (operand.Labels, x);
        }

        foreach (var axis in axes)
        {
            AxisParts.RequireNoBatch(x, axis);
        }

        var sum = graph.Reduced(node, ReductionOperator.Sum, x, axes);
        int[] stay = [.. Enumerable.Range(0, operand.Labels.Length).Where(axis => !axes.Contains(axis))];
        return (
            string.Concat(stay.Select(axis => operand.Labels[axis])),
            graph.Reshaped(node, "summed", sum, TensorShape.Of([.. stay.Select(axis => x.Shape[axis])])));
    }

    // [batch of the left one, labels in common, its own, contracted] by [1, labels in common, contracted, its own].
    private static (string Labels, ActivationValue Value) Product(OnnxNode node, GraphBuilder graph, Operand[] operands, string output)
    {
        operands = [.. operands.Select((operand, place) => operand.Constant is not null && operand.Labels.All(
            label => output.Contains(label) || operands[1 - place].Labels.Contains(label))
            ? operand
            : Operand.Of(Summed(node, graph, operand, output + operands[1 - place].Labels)))];
        var isSwapped = operands[0].Constant is not null || (operands[1].Batch is { } second && !operands[0].Labels.Contains(second));
        var (left, right) = isSwapped ? (operands[1], operands[0]) : (operands[0], operands[1]);
        var common = string.Concat(left.Labels.Where(label => right.Labels.Contains(label) && output.Contains(label)));
        var inner = string.Concat(left.Labels.Where(label => right.Labels.Contains(label) && !output.Contains(label)));
        var lead = left.Batch is { } batch && !common.Contains(batch) ? batch.ToString() : "";
        var rows = string.Concat(left.Labels.Where(label => !(lead + common + inner).Contains(label)));
        var columns = string.Concat(right.Labels.Where(label => !(common + inner).Contains(label)));
        if (left.Activation is null || (lead + inner).Any(label => label == right.Batch) || inner.Any(label => label == left.Batch)
            || columns.Any(label => label == right.Batch))
        {
            throw new UnsupportedException("operands whose batches do not meet, or a sum over the batch");
        }

        if ((common + inner).Any(label => left.Extent(label) != right.Extent(label)))
        {
            throw node.Invalid("gives two extents one label");
        }

        int[] leads = [.. lead.Concat(common).Select(left.Extent)];
        var x = graph.Reshaped(
            node,
            "left",
            Ordered(node, graph, left, lead + common + rows + inner),
            TensorShape.Of([.. leads, Product(rows, left), Product(inner, left)]));
        int[] extents = [.. common.Select(right.Extent), Product(inner, right), Product(columns, right)];
        var y = right.Constant is { } constant
            ? ByConstant(node, graph, x, Constant(node, graph, right, constant, common + inner + columns, extents))
            : ByActivation(node, graph, x, Ordered(node, graph, right, common + inner + columns), lead.Length == 0 ? extents : [1, .. extents]);
        var shape = TensorShape.Of([.. leads, .. rows.Select(left.Extent), .. columns.Select(right.Extent)]);
        return (lead + common + rows + columns, graph.Reshaped(node, "labelled", y, shape));
    }

    private static ActivationValue ByConstant(OnnxNode node, GraphBuilder graph, ActivationValue x, ConstantValue matrices)
    {
        if (ConstantMatrices.AreSeveral(matrices.Tensor))
        {
            return ConstantMatrices.Multiply(node, graph, x, matrices, transpose: true);
        }

        var extents = matrices.Tensor.Extents;
        var weight = LinearImport.Weight(
            node, graph, matrices, extents[extents.Length - 2], extents[extents.Length - 1], transpose: true);
        return graph.Step(node, "matrix", (name, output) => new LinearNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Weight = weight,
        });
    }

    private static ActivationValue ByActivation(OnnxNode node, GraphBuilder graph, ActivationValue x, ActivationValue y, int[] extents)
    {
        var right = graph.Reshaped(node, "right", y, TensorShape.Of(extents));
        return graph.Step(node, "product", (name, output) =>
            new MatrixProductNode { Name = name, Inputs = [x.Name, right.Name], Output = output });
    }

    private static ConstantValue Constant(
        OnnxNode node, GraphBuilder graph, Operand operand, ConstantValue constant, string order, int[] extents)
    {
        graph.Budget.ReserveConstant(node, extents);
        var ordered = ConstantLayout.Transpose(constant.Tensor, [.. order.Select(label => operand.Labels.IndexOf(label))]);
        return constant with { Tensor = ordered.WithExtents(extents) };
    }

    private static ActivationValue Ordered(OnnxNode node, GraphBuilder graph, Operand operand, string order) => order == operand.Labels
        ? operand.Activation!
        : graph.Transposed(
            node, "ordered", operand.Activation!, order.Select(label => operand.Labels.IndexOf(label)).ToEquatableArray());

    private static int Product(string labels, Operand operand) =>
        labels.Aggregate(1, (product, label) => checked(product * operand.Extent(label)));

    private sealed record Operand(string Labels, int[] Extents, ActivationValue? Activation, ConstantValue? Constant)
    {
        public char? Batch => Activation is { BatchAxis: >= 0 and var axis } ? Labels[axis] : null;

        public static Operand Of((string Labels, ActivationValue Value) value) =>
            new(value.Labels, [.. value.Value.Shape.Dimensions], value.Value, null);

        public int Extent(char label) => Extents[Labels.IndexOf(label)];
    }
}
