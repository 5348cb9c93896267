using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Numerics;

namespace Wfn.Operators;

/// <summary>What operators that bound their input have in common.</summary>
/// <typeparam name="T">The node.</typeparam>
public abstract class ClampDefinition<T> : OperatorDefinition<T>, IClamp
    where T : Node
{
    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <summary>The bounds of a node.</summary>
    internal abstract (float Minimum, float Maximum) Bounds(T node);

    /// <inheritdoc/>
    internal abstract override Node? Scaled(T node, GraphIndex index, float factor);

    /// <inheritdoc/>
    (float Minimum, float Maximum) IClamp.Bounds(Node node) => Bounds((T)node);

    /// <inheritdoc/>
    internal override IReadOnlyList<TensorType> Infer(T node, TypeScope scope) => Result(scope.Type(node, 0).Shape);

    /// <inheritdoc/>
    internal override void Run(T node, NodeRun run)
    {
        var (minimum, maximum) = Bounds(node);
        var input = run.Input(0);
        var output = run.Output();
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = Math.Min(Math.Max(input[i], minimum), maximum);
        }
    }

    /// <inheritdoc/>
    internal override LayoutSupport Layouts(T node, GraphIndex index) => LayoutSupport.Elementwise;

    /// <inheritdoc/>
    internal override void Plan(T node, PlanScope scope)
    {
        var (minimum, maximum) = Bounds(node);
        scope.Elementwise("clamp", "FloatElementwise", "Clamp", new FloatBounds(minimum, maximum).Kernel);
    }

    /// <inheritdoc/>
    public override FormatBehaviour Formats(T node, GraphIndex index) => new() { IsClamp = true, Reads = ReadWidth.Wide };

    /// <inheritdoc/>
    internal override FixedPointOperation? Lower(T node, LoweringContext context)
    {
        var (minimum, maximum) = Bounds(node);
        var output = context.Format(node.Output);
        return new ClampOperation
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Shift = context.Format(node.Inputs[0]).FractionBits - output.FractionBits,
            Minimum = FixedPointRounding.Quantize(minimum, output),
            Maximum = FixedPointRounding.Quantize(maximum, output),
        };
    }
}
