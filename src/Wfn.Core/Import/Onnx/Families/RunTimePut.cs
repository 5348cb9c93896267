using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Values with other elements in the place of some, or joined with them, at indices computed at run time.</summary>
internal static class RunTimePut
{
    /// <summary>Defines the node's output by updates of single elements, at their own place but for one axis.</summary>
    public static void OfAxis(OnnxNode node, GraphBuilder graph, ActivationValue indices)
    {
        var (data, updates) = Operands(node, graph);
        int[] extents = Extents(data);
        var along = node.Axis(node.Integer("axis", 0), extents.Length);
        RequireOneBatch(data, indices, updates, along == 0);
        Put(node, graph, data, RunTimePlaces.OfAxis(node, graph, indices, extents, along), updates, 1);
    }

    /// <summary>Defines the node's output by updates of the parts that tuples name.</summary>
    public static void OfTuples(OnnxNode node, GraphBuilder graph, ActivationValue tuples)
    {
        var (data, updates) = Operands(node, graph);
        RequireOneBatch(data, tuples, updates, pointsIntoFirst: true);
        var (places, inner) = RunTimePlaces.OfTuples(node, graph, tuples, Extents(data), 0);
        Put(node, graph, data, places, updates, inner);
    }

    private static void Put(OnnxNode node, GraphBuilder graph, ImportedValue data, ActivationValue places, ImportedValue updates, int inner)
    {
        var join = node.Text("reduction", "none") switch
        {
            "none" => PutJoin.Replace,
            "add" => PutJoin.Add,
            "mul" => PutJoin.Multiply,
            "max" => PutJoin.Maximum,
            "min" => PutJoin.Minimum,
            var other => throw new UnsupportedException($"the reduction {DataName.Quote(other)}"),
        };
        graph.Alias(node, Put(graph, node, data, places, updates, inner, join, TensorShape.Of(Extents(data))));
    }

    /// <summary>Updates of rows at their places.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="node">The node.</param>
    /// <param name="data">What is updated.</param>
    /// <param name="places">The row of each update.</param>
    /// <param name="updates">The updates.</param>
    /// <param name="inner">Elements of a row.</param>
    /// <param name="join">What becomes of a row and an update of it.</param>
    /// <param name="shape">The shape of the result.</param>
    public static ActivationValue Put(
        GraphBuilder graph, OnnxNode node, ImportedValue data, ActivationValue places, ImportedValue updates, int inner, PutJoin join, TensorShape shape)
    {
        var batched = places.BatchAxis >= 0;
        var at = graph.Reshaped(node, "places", places, Shape(batched, places.Shape.ElementCount));
        EquatableArray<string> inputs = [Rows(data), at.Name, Rows(updates)];
        var put = graph.Step(node, "put", (name, output) => new PutNode { Name = name, Inputs = inputs, Output = output, Join = join });
        return graph.Reshaped(node, "whole", put, shape);

        string Rows(ImportedValue value)
        {
            if (value is not ConstantValue constant)
            {
                var activation = (ActivationValue)value;
                return graph.Reshaped(node, "rows", activation, Shape(batched, activation.Shape.ElementCount / inner, inner)).Name;
            }

            return constant.Tensor.Count % inner == 0 && constant.Tensor.Count > 0
                ? graph.Parameter(constant, ParameterRole.Constant, constant.Tensor.Count / inner, inner)
                : throw node.Invalid($"has updates {constant.Tensor} of {inner} elements each");
        }
    }

    private static TensorShape Shape(bool batched, params int[] extents) => TensorShape.Of(batched ? [TensorShape.Dynamic, .. extents] : extents);

    private static (ImportedValue Data, ImportedValue Updates) Operands(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(0) is IntegerValue or ConstantValue { Tensor.IsFloat: false })
        {
            throw new UnsupportedException("integers at places computed at run time");
        }

        return (node.Input(0), TruthValues.Numbers(node, graph, node.Input(2)));
    }

    private static int[] Extents(ImportedValue value) => value is ConstantValue { Tensor: var tensor } ? tensor.Extents : [.. ((ActivationValue)value).Shape.Dimensions];

    // All of them have the batch in front, or none has one.
    private static void RequireOneBatch(ImportedValue data, ActivationValue indices, ImportedValue updates, bool pointsIntoFirst)
    {
        int[] batches = [(data as ActivationValue)?.BatchAxis ?? -1, indices.BatchAxis, (updates as ActivationValue)?.BatchAxis ?? -1];
        if (Array.Exists(batches, batch => batch != batches[0]) || batches[0] > 0 || (batches[0] == 0 && pointsIntoFirst))
        {
            throw new UnsupportedException("indices, updates and data whose batches do not meet");
        }
    }
}
