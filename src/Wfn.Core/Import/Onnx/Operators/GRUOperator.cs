using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Gated recurrent unit.</summary>
internal sealed class GRUOperator() : RecurrentOperator("GRU", RecurrentCell.Gru);
