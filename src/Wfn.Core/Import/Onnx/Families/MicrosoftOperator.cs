namespace Wfn.Import.Onnx.Families;

/// <summary>An operator of ONNX Runtime's own domain.</summary>
/// <param name="opType">Its name there.</param>
/// <param name="becomes">What it becomes.</param>
/// <param name="unsupported">What is not supported of it; may be empty.</param>
internal abstract class MicrosoftOperator(string opType, string becomes, string unsupported = "") : OnnxOperator(opType, becomes, unsupported)
{
    /// <inheritdoc/>
    public override string Domain => MicrosoftDomain.Name;
}
