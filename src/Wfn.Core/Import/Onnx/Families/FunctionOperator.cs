using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Any operator of ONNX that is a function of one element: a row of <see cref="UnaryFunctions"/> names it.</summary>
/// <param name="function">The function.</param>
internal sealed class FunctionOperator(UnaryFunction function) : OnnxOperator(
    function.OnnxName ?? throw new ArgumentException("the function has no name in ONNX", nameof(function)), function.Summary)
{
    /// <summary>One for each function that ONNX has.</summary>
    public static IEnumerable<OnnxOperator> All =>
        UnaryFunctions.All.Where(function => function.OnnxName is not null).Select(function => new FunctionOperator(function));

    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ComputesIntegers => function == UnaryFunctions.Abs || function == UnaryFunctions.Neg || function == UnaryFunctions.Sign;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => FunctionImport.Run(node, graph, function);
}
