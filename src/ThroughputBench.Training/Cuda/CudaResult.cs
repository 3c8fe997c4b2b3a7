namespace ThroughputBench.Training.Cuda;

/// <summary>
/// What a call of the driver returns (<c>CUresult</c>): the values that mean something here. Of any other, the driver knows the name.
/// </summary>
internal enum CudaResult
{
    Success = 0,
    InvalidContext = 201,
    InvalidHandle = 400,
    NotReady = 600,
}
