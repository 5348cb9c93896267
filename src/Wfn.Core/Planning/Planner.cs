using Wfn.Integers;
using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>
/// Turns a network into kernel calls, operation by operation: each runs in the layout that was assigned to it, values change their layout
/// where two meet, and operations behind a layer become part of it. Whatever is fused or moved gives the same bits in fixed point.
/// </summary>
internal sealed class Planner
{
    // Elements of a row, all channels together, that inputs are taken in by: they lie on the stack in between.
    private const int MostElementsOfRow = 1 << 14;

    private readonly PlanState state;
    private readonly IntegerOperations integers;
    private readonly FloatOperations floats;

    private Planner(PlanState state)
    {
        this.state = state;
        integers = new IntegerOperations(state);
        floats = new FloatOperations(state);
    }

    /// <summary>The plan in which whatever gains by it runs with channels last, or all runs row-major.</summary>
    public static ExecutionPlan Plan(LoweredNetwork network, bool channelsLast) =>
        Plan(network, useDef => channelsLast ? LayoutAssignment.ChannelsLast(network, useDef) : LayoutAssignment.RowMajor(network));

    /// <summary>The plan in which no weight is multiplied.</summary>
    /// <param name="network">The network.</param>
    /// <param name="wherePossible">Whether layers run with channels last wherever they can, not only where that takes less time.</param>
    public static ExecutionPlan PlanWithoutProducts(LoweredNetwork network, bool wherePossible = false) =>
        Plan(network, useDef => LayoutAssignment.WithoutProducts(network, useDef, wherePossible));

    private static ExecutionPlan Plan(LoweredNetwork network, Func<UseDef, LayoutAssignment> assign)
    {
        var useDef = new UseDef(network);
        return new Planner(new PlanState(network, useDef, assign(useDef))).Plan();
    }

    private ExecutionPlan Plan()
    {
        foreach (var input in state.Network.Inputs)
        {
            AddInput(input);
        }

        foreach (var operation in state.Network.Operations)
        {
            // Who reads a view as it lies sees through it; for others it becomes a second name when they ask for it.
            if (!state.Fused.Contains(operation.Output) && !Views.Makes(operation))
            {
                Add(operation);
            }
        }

        foreach (var output in state.Network.Outputs)
        {
            state.Values.NeedRowMajor(output);
            state.Builder.Keep(output);
        }

        return state.Builder.Finish(state.Network.Inputs.Select(Port), state.Network.Outputs.Select(Port));
    }

    private void Add(FixedPointOperation operation)
    {
        switch (operation)
        {
            case Float32Operation node:
                floats.Add(node);
                break;
            case ToFloat32Operation:
                Convert(operation, FixedPointCalls.ToFloat32, operation.Inputs[0]);
                break;
            case ToFixedPointOperation:
                Convert(operation, FixedPointCalls.ToFixedPoint, operation.Output);
                break;
            default:
                integers.Add(operation);
                break;
        }
    }

    private void Convert(
        FixedPointOperation operation, Func<string, Numerics.FixedPointFormat, PlanMemory, PlanMemory, KernelCall> call, string integers)
    {
        state.Values.NeedRowMajor(operation.Inputs[0]);
        state.Builder.Add(call(
            operation.Name,
            state.Network[integers].Format.FixedPoint!,
            state.Values.RowMajor(operation.Inputs[0]),
            state.Values.MakeRowMajor(operation.Output)));
    }

    // Where nobody reads it row-major, an input is taken in just as dense layers read it.
    private void AddInput(string input)
    {
        if (IsTakenIn(input))
        {
            state.Values.AddInput(input, state.Layouts.Layout(input));
        }
        else
        {
            state.Values.AddInput(input);
        }
    }

    private bool IsTakenIn(string input) =>
        state.Network[input] is { Shape: { Rank: 3 } shape, Format.FixedPoint: not null } && (long)shape[0] * shape[2] <= MostElementsOfRow
        && state.Layouts.AllowsChannelsLast && !state.Values.IsRowMajorToo(input, state.Layouts.Layout(input))
        && state.UseDef.Uses(input) is { Count: > 0 } uses && uses.All(o => state.Layouts.FindDense(o)?.Input == input);

    private PlanPort Port(string value) => new(value, state.Network[value].Shape, state.Network[value].Format.FixedPoint, default)
    {
        Intake = state.Values.IsRowMajor(value) ? null : ChannelsLastCalls.Intake(state.Values.FindChannelsLast(value)!),
    };
}
