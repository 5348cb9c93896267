using Wfn.Graph;
using Wfn.Indexing;

namespace Wfn.Operators;

/// <summary>
/// What operators of one operand have in common whose results are elements of it: they are one index map in float32, in integers
/// and in training alike, and keep the format.
/// </summary>
/// <typeparam name="T">The node.</typeparam>
public abstract class MoveDefinition<T> : OperatorDefinition<T>
    where T : Node
{
    /// <inheritdoc/>
    public override IReadOnlyList<OperandSpec> Operands { get; } = [new("input")];

    /// <inheritdoc/>
    public override FormatBehaviour Formats(T node, GraphIndex index) => FormatBehaviour.Moves;

    /// <inheritdoc/>
    internal override Node? Scaled(T node, GraphIndex index, float factor) => Filling(node) == 0 ? node : null;

    /// <summary>For each element of the result the operand's that it is, or <see cref="IndexMap.None"/>.</summary>
    internal abstract int[] Map(T node, TensorShape input, TensorShape output);

    /// <summary>What stands where <see cref="Map"/> has no element.</summary>
    internal virtual float Filling(T node) => 0;

    /// <inheritdoc/>
    internal override void Run(T node, NodeRun run)
    {
        var map = run.Prepared(() => Map(node, run.InputShape(0), run.OutputShape()));
        var input = run.Input(0);
        var output = run.Output();
        var filling = Filling(node);
        for (var i = 0; i < map.Length; i++)
        {
            output[i] = map[i] == IndexMap.None ? filling : input[map[i]];
        }
    }
}
