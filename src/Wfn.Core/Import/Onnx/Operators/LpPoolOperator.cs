using Wfn.Graph;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The p-norm of the values under a window over one to three spatial axes.</summary>
internal sealed class LpPoolOperator() : OnnxOperator(
    "LpPool", "powers, sums along each axis and a root", "negative pads")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var p = node.Integer("p", 2);
        var spatial = ImageImport.Spatial(x);
        var axes = WindowImport.PoolAxes(node, spatial);
        var powers = Norms.Powers(node, graph, x, p);

        // Sums along one axis after the other; padding adds nothing.
        for (var axis = 0; axis < axes.Length; axis++)
        {
            powers = Sums(node, graph, powers, axis + 2, axes[axis]);
        }

        graph.Alias(node, Norms.Root(node, graph, powers, p));
    }

    private static ActivationValue Sums(OnnxNode node, GraphBuilder graph, ActivationValue x, int axis, PoolWindow pool)
    {
        var window = pool.Axis;
        var extent = x.Shape[axis];
        var reach = ((window.Kernel - 1) * window.Dilation) + 1;
        var results = ((extent + window.Before + window.After - reach) / window.Stride) + 1;
        if (results < 1)
        {
            throw node.Invalid($"has a window that does not fit {x.Shape}");
        }

        graph.Budget.ReserveConstant(node, [results, window.Kernel]);
        graph.Budget.ReserveConstant(node, [results, window.Kernel]);
        var indices = new int[results * window.Kernel];
        var weights = new float[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var place = (i / window.Kernel * window.Stride) - window.Before + (i % window.Kernel * window.Dilation);
            var isInside = place >= 0 && place < extent;
            (indices[i], weights[i]) = (isInside ? place : 0, isInside ? 1 : 0);
        }

        var parameter = graph.Parameter(node, "weights", ParameterRole.Constant, [results, window.Kernel], weights);
        return graph.Step(node, "sums", (name, output) => new ResampleNode
        {
            Name = name,
            Inputs = [x.Name, parameter],
            Output = output,
            Axis = axis,
            Indices = EquatableArray.TakeOwnership(indices),
        });
    }
}
