using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Long short-term memory.</summary>
internal sealed class LSTMOperator() : RecurrentOperator("LSTM", RecurrentCell.Lstm);
