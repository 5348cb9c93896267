using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>How one operator of ONNX becomes nodes of a network, or a constant. Every operator is a class in a file of its own under Operators.</summary>
/// <param name="opType">ONNX's name of it.</param>
/// <param name="becomes">What it becomes, for docs/supported-operators.md.</param>
/// <param name="unsupported">What is not supported of it, for the same table; may be empty.</param>
internal abstract class OnnxOperator(string opType, string becomes, string unsupported = "")
{
    /// <summary>ONNX's name of the operator.</summary>
    public string OpType { get; } = opType;

    /// <summary>What it becomes.</summary>
    public string Becomes { get; } = becomes;

    /// <summary>What is not supported of it; may be empty.</summary>
    public string Unsupported { get; } = unsupported;

    /// <summary>Whether it is computed at import when all of its operands are constants.</summary>
    public virtual bool FoldsConstants => false;

    /// <summary>The domain that it is of; empty for ONNX's own.</summary>
    public virtual string Domain => "";

    /// <summary>Whether it only moves numbers, whatever they are.</summary>
    public virtual bool MovesNumbers => false;

    /// <summary>Whether it tells integers of the model itself from real numbers.</summary>
    public virtual bool ReadsIntegers => false;

    /// <summary>Whether it asks itself what integers that stand for real numbers are to it.</summary>
    public virtual bool ReadsQuantized => false;

    /// <summary>
    /// How many operands it moves or compares, whatever their scale: of integers that stand for real numbers it is given those, and what it
    /// makes are such integers again.
    /// </summary>
    public virtual int QuantizedOperands => MovesNumbers ? 1 : 0;

    /// <summary>Whether it reads texts that are computed at run time.</summary>
    public virtual bool ReadsTexts => false;

    /// <summary>
    /// Whether it means the same for integers, and makes integers of them: it is given their numbers, and what it makes are integers again.
    /// Those up to 2^24 are exact.
    /// </summary>
    public virtual bool ComputesIntegers => false;

    /// <summary>Whether a node of it makes real numbers of integers, or only asks for their shape: what it reads reaches no output as integers.</summary>
    public virtual bool EndsIntegers(NodeProto node) => false;

    /// <summary>The type of the elements of what a node of it makes, or null where nothing tells it.</summary>
    public virtual DataType? ElementType(OnnxNode node) => MovesNumbers || ComputesIntegers ? node.OperandType(0) : null;

    /// <summary>How many operands are numbers that are computed with; those behind them are axes and the like.</summary>
    public virtual int NumberOperands => int.MaxValue;

    /// <summary>Whether it can read constants that are repeated along the batch (<see cref="ConstantTensor.RepeatedAxis"/>).</summary>
    public virtual bool TakesRepeated => false;

    /// <summary>Defines the node's first output.</summary>
    /// <exception cref="UnsupportedException">The node asks for something that is not supported.</exception>
    /// <exception cref="Diagnostics.WfnException">The model contradicts itself.</exception>
    public abstract void Import(OnnxNode node, GraphBuilder graph);
}
