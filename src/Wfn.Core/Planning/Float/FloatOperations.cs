using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Operators;

namespace Wfn.Planning;

/// <summary>Adds the calls of nodes in float32, as their definitions plan them.</summary>
/// <param name="state">The plan in the making.</param>
internal sealed class FloatOperations(PlanState state)
{
    /// <summary>Adds a node: with channels last where its layout is so and what it reads can be read so, else row-major.</summary>
    public void Add(Float32Operation operation)
    {
        var definition = OperatorDefinition.Of(operation.Node);
        if (state.Layouts.AllowsChannelsLast && operation.Inputs.Count > 0 && TryAddChannelsLast(operation, definition))
        {
            return;
        }

        foreach (var input in operation.Inputs)
        {
            state.Values.NeedRowMajor(input);
        }

        var output = operation.Output;
        var bounds = definition.TakesBounds ? state.Clamps.Floats(ref output) : FloatBounds.None;
        definition.Plan(operation.Node, new PlanScope(state, operation.Node, output, bounds));
    }

    private bool TryAddChannelsLast(Float32Operation operation, OperatorDefinition definition)
    {
        var support = definition.Layouts(operation.Node, state.Network.Index);
        var input = operation.Inputs[0];
        var source = state.Values.FindChannelsLast(input);
        if (support.IsElementwise)
        {
            return source is not null && TryAddElementwise(operation, definition, source);
        }

        if (support.ReadsFlattenedImage)
        {
            return TryAddFlattened(operation, definition);
        }

        if (!state.Layouts.IsChannelsLast(operation) || (source is null && !support.ReadsRowMajor))
        {
            return false;
        }

        if (source is null)
        {
            state.Values.NeedRowMajor(input);
        }

        var output = operation.Output;
        var bounds = definition.TakesBounds ? state.Clamps.Floats(ref output) : FloatBounds.None;
        var sum = support.TakesSum && bounds.IsNone ? state.Residuals.Take(ref output) : null;
        bounds = sum is null ? bounds : state.Clamps.Floats(ref output);
        definition.Plan(operation.Node, new PlanScope(state, operation.Node, output, bounds)
        {
            InputLayout = source,
            OutputLayout = state.Layouts.Layout(output),
            Sum = sum,
        });
        return true;
    }

    // From end to end of the memory; the padding is filled again afterwards.
    private bool TryAddElementwise(Float32Operation operation, OperatorDefinition definition, ChannelsLastLayout source)
    {
        var result = state.Layouts.Layout(operation.Output);
        if (!result.IsLike(source) || state.Values.IsRowMajor(operation.Inputs[0])
            || operation.Inputs.Any(i => state.Values.FindChannelsLast(i) is not { } layout || !layout.IsLike(source)))
        {
            return false;
        }

        var output = operation.Output;
        var bounds = definition.TakesBounds ? state.Clamps.Floats(ref output) : FloatBounds.None;
        var scope = new PlanScope(state, operation.Node, output, bounds)
        {
            InputLayout = source,
            OutputLayout = result,
            IsElementwise = true,
        };
        definition.Plan(operation.Node, scope);
        ChannelsLastCalls.AddBorder(state.Builder, operation.Name, result, scope.Output());
        return true;
    }

    // Weights are brought into the order of the pixels, not the pixels into that of the weights.
    private bool TryAddFlattened(Float32Operation operation, OperatorDefinition definition)
    {
        var image = Views.Root(operation.Inputs[0], state.UseDef);
        if (state.Network[operation.Inputs[0]].Shape.Rank != 1 || state.Network[image].Shape.Rank != 3
            || state.Values.FindChannelsLast(image) is not { } layout || layout.Border != default)
        {
            return false;
        }

        var output = operation.Output;
        var bounds = definition.TakesBounds ? state.Clamps.Floats(ref output) : FloatBounds.None;
        definition.Plan(operation.Node, new PlanScope(state, operation.Node, output, bounds) { Image = image, InputLayout = layout });
        return true;
    }
}
