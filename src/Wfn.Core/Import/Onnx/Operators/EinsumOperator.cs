using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Einstein's sum: products of all elements whose labels meet, summed over the labels that the result lacks.</summary>
internal sealed class EinsumOperator() : OnnxOperator(
    "Einsum",
    "transpositions, reshapes, sums and matrix products, operand by operand; by a constant a fully connected layer",
    "sums over the batch, or of constants alone")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var (inputs, output) = Parse(node, node.Text("equation", ""));
        var operands = inputs.Select((labels, place) => Distinct(node, graph, Read(node, place, labels))).ToList();
        operands = [.. operands.Select(operand => WithoutOnes(node, graph, operand, operands))];
        while (operands.Count > 1)
        {
            // What neither the result nor another operand has is summed over.
            var kept = output + string.Concat(operands.Skip(2).Select(operand => operand.Labels));
            var product = Operand.Of(Product(node, graph, [operands[0], operands[1]], kept));
            operands = [product, .. operands.Skip(2)];
        }

        var result = Summed(node, graph, operands[0], output);
        int[] permutation = [.. output.Select(label => result.Labels.IndexOf(label))];
        if (permutation.Contains(-1))
        {
            throw new UnsupportedException("axes of the result that every operand has with an extent of 1");
        }

        graph.Alias(node, permutation.SequenceEqual(Enumerable.Range(0, permutation.Length))
            ? result.Value
            : graph.Transposed(node, "ordered", result.Value, EquatableArray.Create<int>(permutation)));
    }

    private static (string[] Inputs, string Output) Parse(OnnxNode node, string equation)
    {
        var text = equation.Replace(" ", "");
        var arrow = text.IndexOf("->", StringComparison.Ordinal);
        var inputs = (arrow < 0 ? text : text.Substring(0, arrow)).Split(',');
        if (inputs.Length != node.InputCount)
        {
            throw Wrong(node, equation);
        }

        // The axes that an ellipsis stands for get labels that no equation has, from the last one on.
        var most = 0;
        for (var place = 0; place < inputs.Length; place++)
        {
            var dots = Rank(node, place) - inputs[place].Replace("...", "").Length;
            var isShort = inputs[place].Contains("...");
            if (dots < 0 || (dots > 0 && !isShort) || dots > Limits.Rank)
            {
                throw Wrong(node, equation);
            }

            most = Math.Max(most, dots);
            inputs[place] = Spelt(inputs[place], dots);
        }

        var all = string.Concat(inputs);
        var output = arrow >= 0
            ? Spelt(text.Substring(arrow + 2), most)
            : Spelt(inputs.Length > 0 && most > 0 ? "..." : "", most)
                + string.Concat(all.Where(label => char.IsLetter(label) && all.Count(other => other == label) == 1).OrderBy(label => label));
        return output.Distinct().Count() == output.Length && output.All(label => all.Contains(label))
            && all.All(label => char.IsLetter(label) || label < ' ')
            ? (inputs, output)
            : throw Wrong(node, equation);
    }

    private static Diagnostics.WfnException Wrong(OnnxNode node, string equation) =>
        node.Invalid($"has the equation {Diagnostics.DataName.Quote(equation)} for {node.InputCount} operands");

    private static string Spelt(string labels, int dots) =>
        labels.Replace("...", string.Concat(Enumerable.Range(0, dots).Select(i => (char)(dots - i))));

    private static int Rank(OnnxNode node, int place) => node.Input(place) switch
    {
        ConstantValue constant => constant.Tensor.Rank,
        _ => node.Activation(place).Shape.Rank,
    };

    private static Operand Read(OnnxNode node, int place, string labels)
    {
        var value = node.Input(place);
        int[] extents = value is ConstantValue ? node.Floats(place, "an operand").Tensor.Extents : [.. node.Activation(place).Shape.Dimensions];
        return extents.Length == labels.Length
            ? new Operand(labels, extents, value as ActivationValue, value as ConstantValue)
            : throw node.Invalid($"labels {extents.Length} axes {Diagnostics.DataName.Quote(labels)}");
    }

    // Of a label that an operand has twice, the elements whose two places are the same.
    private static Operand Distinct(OnnxNode node, GraphBuilder graph, Operand operand)
    {
        while (operand.Labels.Where((label, i) => operand.Labels.IndexOf(label) != i).Select(label => (char?)label).FirstOrDefault() is { } twice)
        {
            var (first, second) = (operand.Labels.IndexOf(twice), operand.Labels.LastIndexOf(twice));
            if (operand.Extents[first] != operand.Extents[second] || operand.Extents[first] == TensorShape.Dynamic)
            {
                throw new UnsupportedException("the diagonal of two axes that differ, or that are the batch");
            }

            var extent = operand.Extents[first];
            int[] rest = [.. Enumerable.Range(0, operand.Labels.Length).Where(axis => axis != first && axis != second)];
            int[] kept = [.. rest.Select(axis => operand.Extents[axis])];
            int[] order = [.. rest, first, second];
            int[] diagonal = [.. Enumerable.Range(0, extent).Select(i => i * (extent + 1))];
            var labels = string.Concat(rest.Select(axis => operand.Labels[axis])) + twice;
            if (operand.Constant is { } constant)
            {
                int[] extents = [.. kept, extent];
                var count = graph.Budget.ReserveConstant(node, operand.Extents);
                var flat = ConstantLayout.Transpose(constant.Tensor, order).WithExtents([.. kept, extent * extent]);
                var part = ConstantLayout.Gather(flat, kept.Length, diagonal, extents, count / Math.Max(1, extent));
                operand = new Operand(labels, extents, null, constant with { Tensor = part });
            }
            else
            {
                var ordered = graph.Transposed(node, "ordered", operand.Activation!, EquatableArray.Create<int>(order));
                var flat = graph.Reshaped(node, "squares", ordered, TensorShape.Of([.. kept, checked(extent * extent)]));
                operand = Operand.Of((labels, AxisParts.Take(node, graph, flat, kept.Length, diagonal)));
            }
        }

        return operand;
    }

    // An axis of extent 1 that meets a larger one is none.
    private static Operand WithoutOnes(OnnxNode node, GraphBuilder graph, Operand operand, List<Operand> all)
    {
        int[] kept = [.. Enumerable.Range(0, operand.Labels.Length).Where(axis => operand.Extents[axis] != 1
            || !all.Exists(other => other.Labels.Contains(operand.Labels[axis]) && other.Extent(operand.Labels[axis]) != 1))];
        if (kept.Length == operand.Labels.Length)
        {
            return operand;
        }

        int[] extents = [.. kept.Select(axis => operand.Extents[axis])];
        var labels = string.Concat(kept.Select(axis => operand.Labels[axis]));
        return operand.Constant is { } constant
            ? new Operand(labels, extents, null, constant with { Tensor = constant.Tensor.WithExtents(extents) })
            : Operand.Of((labels, graph.Reshaped(node, "squeezed", operand.Activation!, TensorShape.Of(extents))));
    }

    // Sums over the labels that nobody else has.
    private static (string Labels, ActivationValue Value) Summed(OnnxNode node, GraphBuilder graph, Operand operand, string kept)
    {
        var x = operand.Activation ?? throw new UnsupportedException("constants alone");
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
