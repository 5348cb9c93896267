using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>Adds the calls of integer operations that run with channels last.</summary>
/// <param name="state">The plan in the making.</param>
internal sealed class ChannelsLastOperations(PlanState state)
{
    /// <summary>Adds an operation if it can run with channels last and what it reads is there so.</summary>
    public bool TryAdd(FixedPointOperation operation)
    {
        var source = operation.Inputs.Count == 0 ? null : state.Values.FindChannelsLast(operation.Inputs[0]);
        switch (operation)
        {
            case ConvolutionOperation convolution when state.Layouts.FindDense(operation) is { } layer:
                AddDense(layer, convolution.Weights, convolution.Bias, convolution.Shift);
                return true;
            case LinearOperation linear when state.Layouts.FindDense(operation) is { } layer:
                AddDense(layer, linear.Weights, linear.Bias, linear.Shift);
                return true;

            // The largest of some elements is one of them, if elements are the same on both sides.
            case MaxPoolOperation pool when source is not null && source.HasElementsOf(state.Layouts.Layout(pool.Output)):
                AddPool(pool, source);
                return true;
            case AveragePoolOperation pool when source is not null:
                AddPool(pool, source);
                return true;
            case TableOperation or ClampOperation when source is not null && !state.Values.IsRowMajor(operation.Inputs[0]):
                return TryAddElementwise(operation, source);
            default:
                return false;
        }
    }

    private void AddDense(DenseLayer layer, IndexedWeights weights, EquatableArray<int> bias, int shift)
    {
        var node = layer.Operation.Name;
        state.Values.NeedChannelsLast(layer.Input, state.Layouts.Layout(layer.Input), node);
        var source = state.Values.FindChannelsLast(layer.Input)!;
        var output = layer.Operation.Output;
        var bounds = state.Clamps.Integers(ref output);
        var sum = state.Residuals.Take(ref output) is { } residual ? Sum(residual, ref output) : ((DenseSum Sum, string Other)?)null;
        var canPool = sum is null && layer.Choice.Arithmetic is DenseArithmetic.Bytes or DenseArithmetic.Shorts or DenseArithmetic.LookedUp;
        var pool = canPool ? state.MaxPools.Take(ref output) : null;
        var result = state.Layouts.Layout(output);

        // A pool takes the pixels of two rows.
        var choice = pool is null ? layer.Choice : layer.Choice.NotUnrolled;
        if (choice.Arithmetic == DenseArithmetic.DepthwiseBytes && (sum is not null || !result.IsBytes))
        {
            choice = DenseKernelChoice.Wide(choice.Geometry with { TapOrder = default });
        }

        var from = state.Values.ChannelsLast(layer.Input);
        var other = sum is null ? (PlanMemory?)null : state.Values.ChannelsLast(sum.Value.Other);
        var scratch = state.Builder.Scratch(DenseGeometry.ScratchLength(result, pool?.Pixels ?? 1, choice.BlockOutputs));
        var to = state.MakeInsideBorder(node, output, result);
        var made = new DenseCallLayer(
            node, weights, bias, shift, OutputBounds.Of(state.Network[layer.Input].Format.FixedPoint!), bounds, choice, source, result, sum?.Sum, pool);
        state.Builder.Add(DenseCalls.Convolution(made, from, to, scratch, other));
    }

    private (DenseSum Sum, string Other) Sum(Residual residual, ref string output)
    {
        var sum = (SumOperation)residual.Sum;
        var (own, other) = (residual.Place, 1 - residual.Place);
        return (
            new DenseSum(
                sum.Name,
                residual.Layout,
                sum.LeftShifts[own],
                sum.Negated[own],
                sum.LeftShifts[other],
                sum.Negated[other],
                sum.Shift,
                state.Clamps.Integers(ref output)),
            residual.Other);
    }

    private void AddPool(MaxPoolOperation pool, ChannelsLastLayout source)
    {
        var result = state.Layouts.Layout(pool.Output);
        var from = state.Values.ChannelsLast(pool.Inputs[0]);
        var to = state.MakeInsideBorder(pool.Name, pool.Output, result);
        var window = PoolLayout.Of(state.Network[pool.Inputs[0]].Shape, pool.Window);
        state.Builder.Add(ChannelsLastCalls.MaxPool(pool.Name, window, source, result, from, to));
    }

    private void AddPool(AveragePoolOperation pool, ChannelsLastLayout source)
    {
        var output = pool.Output;
        var bounds = state.Clamps.Integers(ref output);
        var result = state.Layouts.Layout(output);
        var from = state.Values.ChannelsLast(pool.Inputs[0]);
        var to = state.MakeInsideBorder(pool.Name, output, result);
        state.Builder.Add(ChannelsLastCalls.AveragePool(
            pool.Name,
            PoolLayout.Of(state.Network[pool.Inputs[0]].Shape, pool.Window, pool.CountPadding, pool.UncountedBottom, pool.UncountedRight),
            pool.SumShift,
            pool.Reciprocals,
            FixedPointCalls.Rescale(pool.Shift, bounds),
            source,
            result,
            from,
            to));
    }

    // Every element through a table, from end to end of the memory; the padding is filled again afterwards.
    private bool TryAddElementwise(FixedPointOperation operation, ChannelsLastLayout source)
    {
        var result = state.Layouts.Layout(operation.Output);
        var function = ElementFunction.Of(operation, state.Network);
        if (!result.IsLike(source) || function is null)
        {
            return false;
        }

        var from = state.Values.ChannelsLast(operation.Inputs[0]);
        var to = state.Values.MakeChannelsLast(operation.Output, result);
        state.Builder.Add(ElementTableCalls.Table(operation.Name, function, source, result, from, to));
        ChannelsLastCalls.AddBorder(state.Builder, operation.Name, result, to);
        return true;
    }
}
