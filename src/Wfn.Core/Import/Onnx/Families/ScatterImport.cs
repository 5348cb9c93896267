using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>What the operators have in common that put elements in the place of others, or join them with those.</summary>
internal static class ScatterImport
{
    // Of so many updates of one element each is an operation of its own.
    private const int MostUpdates = 64;

    /// <summary>Defines the node's output by an element for each index, at its own place but for one axis.</summary>
    public static void OfAxis(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is IntegerValue { Numbers: var places })
        {
            RunTimePut.OfAxis(node, graph, places);
            return;
        }

        Run(node, graph, (indices, extents) => ElementParts.OfAxis(node, indices, extents, node.Axis(node.Integer("axis", 0), extents.Length)));
    }

    /// <summary>Defines the node's output by the data's elements and the updates that take their place or are joined with them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="places">For each update the element of the data, of indices and the data's extents.</param>
    public static void Run(OnnxNode node, GraphBuilder graph, Func<ConstantTensor, int[], int[]> places)
    {
        var join = Join(node);
        var (data, updates) = (node.Input(0), node.Input(2));
        int[] extents = Extents(data);
        var indices = node.Constant(1, "indices").Tensor;
        graph.Budget.ReserveConstant(node, indices.Extents);
        graph.Budget.ReserveConstant(node, extents);
        var targets = places(indices, extents);
        if (targets.Length != Count(Extents(updates)))
        {
            throw node.Invalid($"has {targets.Length} places for updates [{string.Join(", ", Extents(updates))}]");
        }

        if (data is ConstantValue a && updates is ConstantValue b)
        {
            graph.Constant(node, Folded(node, a.Tensor, b.Tensor, targets, join));
            return;
        }

        var value = join is null ? Replaced(node, graph, data, updates, targets) : data;
        foreach (var round in join is null ? [] : Rounds(targets, Count(extents)))
        {
            value = Joined(node, graph, value, updates, round, join!);
        }

        graph.ReshapeResult(node, Flat(node, graph, value), TensorShape.Of(extents));
    }

    private static BinaryOperator? Join(OnnxNode node) => node.Text("reduction", "none") switch
    {
        "none" => null,
        "add" => BinaryOperator.Add,
        "mul" => BinaryOperator.Multiply,
        "max" => BinaryOperator.Maximum,
        "min" => BinaryOperator.Minimum,
        var other => throw new UnsupportedException($"the reduction {DataName.Quote(other)}"),
    };

    private static int[] Extents(ImportedValue value) => value switch
    {
        ConstantValue { Tensor: var tensor } => tensor.Extents,
        ActivationValue activation => [.. ElementParts.WithoutBatch(activation).Dimensions],
        _ => throw new UnsupportedException("integers or truth values computed at run time"),
    };

    private static int Count(int[] extents) => extents.Aggregate(1, (product, extent) => checked(product * extent));

    private static ActivationValue Flat(OnnxNode node, GraphBuilder graph, ImportedValue value) =>
        ElementParts.Flat(node, graph, (ActivationValue)value);

    private static ConstantValue Constant(OnnxNode node, string part, float[] values) => Steps.Numbers(node, part, [values.Length], values);

    private static float[] Floats(OnnxNode node, ImportedValue value) => ((ConstantValue)value).Tensor is { IsFloat: true } tensor
        ? tensor.Floats
        : throw node.Invalid("mixes floats and integers");

    // Of several updates of one element the last one counts.
    private static ActivationValue Replaced(OnnxNode node, GraphBuilder graph, ImportedValue data, ImportedValue updates, int[] targets)
    {
        var count = Count(Extents(data));
        int[] update = [.. Enumerable.Repeat(-1, count)];
        for (var i = 0; i < targets.Length; i++)
        {
            update[targets[i]] = i;
        }

        if (data is ActivationValue && updates is ActivationValue)
        {
            int[] elements = [.. update.Select((from, element) => from < 0 ? element : count + from)];
            return Taken(node, graph, [Flat(node, graph, data), Flat(node, graph, updates)], elements);
        }

        // The one that is constant is 0 where the other one counts; 0 times a number would not always be 0.
        float[] isUpdated = [.. update.Select(from => from < 0 ? 0f : 1f)];
        if (data is ConstantValue)
        {
            var floats = Floats(node, data);
            var spread = Spread(node, graph, updates, update);
            var rest = Constant(node, "rest", [.. update.Select((from, element) => from < 0 ? floats[element] : 0)]);
            return BinaryImport.Step(
                node, graph, BinaryOperator.Add, BinaryImport.Step(node, graph, BinaryOperator.Where, Constant(node, "mask", isUpdated), spread), rest);
        }

        var given = Floats(node, updates);
        var kept = BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, Constant(node, "mask", isUpdated), Flat(node, graph, data));
        return BinaryImport.Step(
            node, graph, BinaryOperator.Add, kept, Constant(node, "updates", [.. update.Select(from => from < 0 ? 0 : given[from])]));
    }

    // Where an element has no update, any of them stands for it.
    private static ActivationValue Spread(OnnxNode node, GraphBuilder graph, ImportedValue updates, int[] update) =>
        AxisParts.Take(node, graph, Flat(node, graph, updates), 0, [.. update.Select(from => Math.Max(0, from))]);

    private static ActivationValue Joined(
        OnnxNode node, GraphBuilder graph, ImportedValue data, ImportedValue updates, int[] update, BinaryOperator join)
    {
        var isExtremum = join == BinaryOperator.Maximum || join == BinaryOperator.Minimum;
        var neutral = join == BinaryOperator.Multiply ? 1f : 0f;
        ImportedValue left = data is ConstantValue ? Constant(node, "data", Floats(node, data)) : Flat(node, graph, data);
        if (updates is ConstantValue && !isExtremum)
        {
            var given = Floats(node, updates);
            return BinaryImport.Step(
                node, graph, join, left, Constant(node, "updates", [.. update.Select(from => from < 0 ? neutral : given[from])]));
        }

        // Elements without an update meet themselves, or what changes nothing.
        if (isExtremum && data is ActivationValue)
        {
            var all = updates is ConstantValue
                ? WithConstant(node, graph, left, Floats(node, updates), update)
                : Taken(
                    node,
                    graph,
                    [(ActivationValue)left, Flat(node, graph, updates)],
                    [.. update.Select((from, element) => from < 0 ? element : update.Length + from)]);
            return BinaryImport.Step(node, graph, join, left, all);
        }

        var spread = Spread(node, graph, updates, update);
        var mask = Constant(node, "mask", [.. update.Select(from => from < 0 ? 0f : 1f)]);
        var masked = BinaryImport.Step(node, graph, BinaryOperator.Where, mask, spread);
        if (neutral == 1 || isExtremum)
        {
            // Constant data of an extremum: what has no update is the data itself.
            var own = isExtremum ? Floats(node, data) : null;
            masked = BinaryImport.Step(
                node, graph, BinaryOperator.Add, masked, Constant(node, "neutral", [.. update.Select((from, i) => from >= 0 ? 0 : own?[i] ?? 1)]));
        }

        return BinaryImport.Step(node, graph, join, left, masked);
    }

    // Constant updates, and elsewhere the data itself.
    private static ActivationValue WithConstant(OnnxNode node, GraphBuilder graph, ImportedValue data, float[] given, int[] update)
    {
        var mask = Constant(node, "mask", [.. update.Select(from => from < 0 ? 0f : 1f)]);
        var kept = BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, mask, data);
        return BinaryImport.Step(
            node, graph, BinaryOperator.Add, kept, Constant(node, "updates", [.. update.Select(from => from < 0 ? 0 : given[from])]));
    }

    private static ActivationValue Taken(OnnxNode node, GraphBuilder graph, ActivationValue[] values, int[] elements)
    {
        var all = graph.Step(node, "joined", (name, output) => new ConcatNode
        {
            Name = name,
            Inputs = values.Select(value => value.Name).ToEquatableArray(),
            Output = output,
            Axis = 0,
        });
        return AxisParts.Take(node, graph, all, 0, elements);
    }

    // The first update of each element, the second, and so on; −1 where it has none.
    private static List<int[]> Rounds(int[] targets, int count)
    {
        var rounds = new List<int[]>();
        var met = new int[count];
        for (var i = 0; i < targets.Length; i++)
        {
            var round = met[targets[i]]++;
            if (round == rounds.Count)
            {
                rounds.Add(round < MostUpdates ? [.. Enumerable.Repeat(-1, count)]
                    : throw new UnsupportedException($"more than {MostUpdates} updates of one element"));
            }

            rounds[round][targets[i]] = i;
        }

        return rounds;
    }

    private static ConstantTensor Folded(OnnxNode node, ConstantTensor data, ConstantTensor updates, int[] targets, BinaryOperator? join)
    {
        if (data.IsFloat != updates.IsFloat)
        {
            throw node.Invalid("mixes floats and integers");
        }

        if (!data.IsFloat)
        {
            var integers = (long[])data.Integers.Clone();
            for (var i = 0; i < targets.Length; i++)
            {
                integers[targets[i]] = join is null ? updates.Integers[i] : throw new UnsupportedException("a reduction of constants of integers");
            }

            return ConstantTensor.OfIntegers(data.Extents, integers);
        }

        var floats = (float[])data.Floats.Clone();
        for (var i = 0; i < targets.Length; i++)
        {
            floats[targets[i]] = join?.Evaluate(floats[targets[i]], updates.Floats[i]) ?? updates.Floats[i];
        }

        return ConstantTensor.OfFloats(data.Extents, floats);
    }
}
