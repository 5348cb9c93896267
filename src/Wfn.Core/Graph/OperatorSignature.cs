namespace Wfn.Graph;

/// <summary>
/// What the graph asks of an operator: its kind, operands, attributes and shape rule. Everything else that is asked of one stands
/// in its definition, <c>Wfn.Operators.OperatorDefinition</c>, which extends this.
/// </summary>
public abstract class OperatorSignature
{
    /// <summary>The kind's name in the .wfn format, in messages and docs; lower camel case.</summary>
    public abstract string Kind { get; }

    /// <summary>What it does, in a few words for docs.</summary>
    public abstract string Summary { get; }

    /// <summary>The operands in order.</summary>
    public abstract IReadOnlyList<OperandSpec> Operands { get; }

    /// <summary>The names of the results in order; those after the first may be left out.</summary>
    public virtual IReadOnlyList<string> Results => ["output"];

    /// <summary>Whether any number of results may be made.</summary>
    public virtual bool HasVariadicResults => false;

    /// <summary>The attributes in writing order.</summary>
    public abstract IReadOnlyList<AttributeSpec> Attributes { get; }

    /// <summary>A node of the kind with every attribute at its default, to be named and filled with <c>with</c>.</summary>
    public abstract Node Blank { get; }

    /// <summary>What describes the operand at a place; the last one goes on where it is variadic.</summary>
    public OperandSpec? OperandAt(int place) => place < Operands.Count
        ? Operands[place]
        : Operands.Count > 0 && Operands[Operands.Count - 1].IsVariadic ? Operands[Operands.Count - 1] : null;

    /// <summary>The types of a node's results. A <see cref="TensorShape.Dynamic"/> extent is the batch: it is passed on or the node refused.</summary>
    /// <exception cref="Diagnostics.WfnException">The operands do not fit the node (WFN1006).</exception>
    internal abstract IReadOnlyList<TensorType> Infer(Node node, TypeScope scope);

    /// <summary>The node over one sample: every operand and result without its batch axis.</summary>
    internal abstract Node ForSample(Node node, SampleScope scope);
}
