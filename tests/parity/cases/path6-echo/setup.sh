# Echo is answered, with the traffic class of the request.
