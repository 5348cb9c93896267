namespace Wfn.Import.TfLite;

/// <summary>
/// How one operator of TFLite becomes nodes of a network, or a constant. Every operator is a class in a file of its own under Operators.
/// </summary>
/// <param name="name">The schema's name of it.</param>
/// <param name="becomes">What it becomes, for docs/supported-operators.md.</param>
/// <param name="unsupported">What is not supported of it, for the same table; may be empty.</param>
internal abstract class TfLiteOperator(string name, string becomes, string unsupported = "")
{
    /// <summary>The schema's name of the operator.</summary>
    public string Name { get; } = name;

    /// <summary>What it becomes.</summary>
    public string Becomes { get; } = becomes;

    /// <summary>What is not supported of it; may be empty.</summary>
    public string Unsupported { get; } = unsupported;

    /// <summary>Whether it is computed at import when all of its operands are constants.</summary>
    public virtual bool FoldsConstants => false;

    /// <summary>Whether it is no operator of the schema, but one of an author's own that many files have.</summary>
    public virtual bool IsCustom => false;

    /// <summary>
    /// Whether an operand only says what the shape of the result is. Where it is computed at run time, the shape that the file gives the
    /// result is taken, and what computes it is not read.
    /// </summary>
    public virtual bool IsShape(int input) => false;

    /// <summary>Defines the node's outputs.</summary>
    /// <exception cref="UnsupportedException">The node asks for something that is not supported.</exception>
    /// <exception cref="Diagnostics.WfnException">The model contradicts itself.</exception>
    public abstract void Import(TfLiteNode node, TfLiteGraph graph);
}
