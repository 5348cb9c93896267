namespace Wfn.Tool.Export.Onnx;

/// <summary>How an ONNX file holds weights and activations.</summary>
internal enum OnnxWeights
{
    /// <summary>Weights as float32.</summary>
    Float32,

    /// <summary>Weights as indices into a codebook.</summary>
    Codebook,

    /// <summary>Weights as integers with a scale where 8 or 16 bits hold them, and activations rounded as fixed point rounds them.</summary>
    Quantized,
}
