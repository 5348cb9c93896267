using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Plain recurrent layer.</summary>
internal sealed class RNNOperator() : RecurrentOperator("RNN", RecurrentCell.Rnn);
